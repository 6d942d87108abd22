CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    identifier TEXT NOT NULL,
    last_name TEXT NOT NULL,
    first_names TEXT NOT NULL,
    organisation TEXT,
    habilitation TEXT,
    roles TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    activation_hash BLOB,
    activation_expires_at TEXT,
    password_hash TEXT,
    totp_sealed BLOB,
    totp_enrolled_at TEXT,
    totp_last_step INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID

CREATE UNIQUE INDEX accounts_identifier ON accounts (identifier) WHERE closed_at IS NULL

CREATE UNIQUE INDEX accounts_habilitation ON accounts (habilitation) WHERE closed_at IS NULL AND habilitation IS NOT NULL

CREATE TABLE recovery_codes (
    account TEXT NOT NULL REFERENCES accounts (id),
    hash BLOB NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID

CREATE TABLE throttles (
    subject BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE sign_ins (
    browser_hash BLOB PRIMARY KEY,
    request TEXT,
    account TEXT REFERENCES accounts (id),
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    browser_hash BLOB NOT NULL UNIQUE,
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX sessions_account ON sessions (account, ended_at)

CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    registration TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    closed_at TEXT
) STRICT, WITHOUT ROWID

CREATE TABLE pushed_requests (
    reference_hash BLOB PRIMARY KEY,
    request TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE codes (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id),
    request TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT, WITHOUT ROWID

CREATE TABLE refresh_tokens (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id),
    client TEXT NOT NULL,
    scope TEXT NOT NULL,
    thumbprint TEXT,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT, WITHOUT ROWID

CREATE TABLE proofs (
    id BLOB PRIMARY KEY,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX proofs_expiry ON proofs (expires_at)
