-- A sign-in is written once a password is proved, and lasts ten minutes: none needs to be kept. What a client asks for
-- stays in pushed_requests until a code is given.
DROP TABLE sign_ins

CREATE TABLE sign_ins (
    browser_hash BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    factor TEXT,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX sign_ins_expiry ON sign_ins (expires_at)

CREATE INDEX sign_ins_account ON sign_ins (account)
