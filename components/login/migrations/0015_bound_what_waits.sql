-- What waits for a second person is found, counted and forgotten by this.
CREATE INDEX clients_waiting ON clients (registered_at) WHERE approved_at IS NULL

-- The secret of a second factor is offered to one sign-in, and to no other that proved the same password.
ALTER TABLE sign_ins ADD COLUMN totp_offered BLOB

UPDATE accounts SET totp_sealed = NULL, totp_last_step = 0 WHERE totp_enrolled_at IS NULL

-- Whoever lets an application act for what they are under one habilitation says nothing of another. Consents from before do
-- not say under which they were given: they are asked for again.
DROP TABLE consents

CREATE TABLE consents (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    attachment TEXT NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    given_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (account, client, attachment)
) STRICT, WITHOUT ROWID

CREATE INDEX consents_client ON consents (client)

CREATE INDEX consents_attachment ON consents (attachment)

CREATE INDEX consents_expiry ON consents (expires_at)
