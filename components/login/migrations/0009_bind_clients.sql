-- Registrations from before say neither for whom an application acts nor who approved it, and name scopes that are none:
-- those of the seed are sown again, the others are registered again, by two persons.
DELETE FROM client_keys

DELETE FROM clients

DELETE FROM codes

DELETE FROM refresh_tokens

ALTER TABLE clients ADD COLUMN organisation TEXT

ALTER TABLE clients ADD COLUMN author TEXT

ALTER TABLE clients ADD COLUMN approver TEXT

ALTER TABLE clients ADD COLUMN approved_at TEXT

CREATE INDEX clients_closing ON clients (closed_at)

CREATE TABLE consents (
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    given_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (account, client)
) STRICT, WITHOUT ROWID

CREATE INDEX consents_client ON consents (client)

CREATE INDEX consents_expiry ON consents (expires_at)

ALTER TABLE refresh_tokens DROP COLUMN used_at

DROP TABLE client_keys

CREATE TABLE client_keys (
    client TEXT PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    jwks TEXT,
    fetched_at TEXT,
    fruitless INTEGER NOT NULL,
    rests_until TEXT NOT NULL,
    asked_until TEXT NOT NULL
) STRICT, WITHOUT ROWID
