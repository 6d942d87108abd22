ALTER TABLE accounts ADD COLUMN password_set_at TEXT

ALTER TABLE accounts ADD COLUMN recovery_codes_given_at TEXT

-- A second factor that is to take the place of another, until its code is proved in the session that asked for it.
CREATE TABLE factor_renewals (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    session TEXT NOT NULL,
    sealed BLOB NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX factor_renewals_expiry ON factor_renewals (expires_at)
