ALTER TABLE attachments ADD COLUMN accepted_at TEXT

ALTER TABLE attachments ADD COLUMN activation_hash BLOB

ALTER TABLE attachments ADD COLUMN activation_expires_at TEXT

-- Of an account with several, nobody knows whose secret set its password: it starts over.
UPDATE accounts
SET password_hash = NULL, totp_sealed = NULL, totp_enrolled_at = NULL, totp_last_step = 0,
    activation_hash = NULL, activation_expires_at = NULL
WHERE id IN (SELECT account FROM attachments GROUP BY account HAVING count(*) > 1)

UPDATE attachments SET accepted_at = opened_at
WHERE account IN (SELECT id FROM accounts WHERE password_hash IS NOT NULL)

UPDATE attachments
SET (activation_hash, activation_expires_at) =
    (SELECT activation_hash, activation_expires_at FROM accounts WHERE accounts.id = attachments.account)
WHERE accepted_at IS NULL AND ended_at IS NULL

UPDATE sessions SET ended_at = seen_at
WHERE ended_at IS NULL AND attachment NOT IN (SELECT id FROM attachments WHERE accepted_at IS NOT NULL)

DELETE FROM recovery_codes WHERE account IN (SELECT id FROM accounts WHERE password_hash IS NULL)

DELETE FROM sign_ins WHERE account IS NOT NULL

ALTER TABLE accounts DROP COLUMN activation_hash

ALTER TABLE accounts DROP COLUMN activation_expires_at
