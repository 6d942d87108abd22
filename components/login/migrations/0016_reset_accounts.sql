-- When two of the fund last made void what proves who the holder is; and, until the holder starts over with it, the secret
-- of their letter.
ALTER TABLE accounts ADD COLUMN reset_at TEXT

ALTER TABLE accounts ADD COLUMN reset_hash BLOB

ALTER TABLE accounts ADD COLUMN reset_expires_at TEXT
