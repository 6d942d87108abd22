-- Secrets on their way to their holders. One letter a secret: a later one takes its place, and nothing is left of it once it
-- is handed over, used, or void.
CREATE TABLE letters (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id),
    sealed BLOB,
    posted_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    delivered_at TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX letters_pending ON letters (id) WHERE delivered_at IS NULL

CREATE INDEX letters_expiry ON letters (expires_at)

CREATE INDEX letters_account ON letters (account)
