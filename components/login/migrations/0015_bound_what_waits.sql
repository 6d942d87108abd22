-- What waits for a second person is found, counted and forgotten by this.
CREATE INDEX clients_waiting ON clients (registered_at) WHERE approved_at IS NULL

-- The secret of a second factor is offered to one sign-in, and to no other that proved the same password.
ALTER TABLE sign_ins ADD COLUMN totp_offered BLOB

UPDATE accounts SET totp_sealed = NULL, totp_last_step = 0 WHERE totp_enrolled_at IS NULL
