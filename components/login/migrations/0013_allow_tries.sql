DROP TABLE throttles

-- forgotten_at: the instant at which all failures counted at this place, one of 2^20, are forgotten.
CREATE TABLE throttles (
    place BLOB PRIMARY KEY,
    forgotten_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX throttles_by_end ON throttles (forgotten_at)

-- Browsers in which an account signed in. Several accounts may have signed in in one.
CREATE TABLE known_browsers (
    hash BLOB NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id),
    seen_at TEXT NOT NULL,
    PRIMARY KEY (hash, account)
) STRICT, WITHOUT ROWID

CREATE INDEX known_browsers_by_account ON known_browsers (account, seen_at)

CREATE INDEX known_browsers_by_use ON known_browsers (seen_at)

-- What is over is found by these, and what refers to it by those.
CREATE INDEX sessions_by_opening ON sessions (opened_at)

CREATE INDEX pushed_requests_by_end ON pushed_requests (expires_at)

CREATE INDEX codes_by_end ON codes (expires_at)

CREATE INDEX codes_by_session ON codes (session)

CREATE INDEX refresh_tokens_by_end ON refresh_tokens (expires_at)

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session)

CREATE INDEX attachments_ended ON attachments (ended_at) WHERE ended_at IS NOT NULL

CREATE INDEX accounts_closed ON accounts (closed_at) WHERE closed_at IS NOT NULL AND identifier <> ''
