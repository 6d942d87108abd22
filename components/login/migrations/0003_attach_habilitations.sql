CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    habilitation TEXT,
    organisation TEXT,
    roles TEXT NOT NULL,
    label TEXT,
    opened_at TEXT NOT NULL,
    ended_at TEXT
) STRICT, WITHOUT ROWID

INSERT INTO attachments (id, account, habilitation, organisation, roles, opened_at, ended_at)
SELECT id, id, habilitation, organisation, roles, opened_at, closed_at FROM accounts

CREATE UNIQUE INDEX attachments_habilitation ON attachments (habilitation) WHERE ended_at IS NULL

CREATE INDEX attachments_account ON attachments (account)

ALTER TABLE sessions ADD COLUMN attachment TEXT REFERENCES attachments (id)

UPDATE sessions SET attachment = account

CREATE INDEX sessions_attachment ON sessions (attachment)

ALTER TABLE sign_ins ADD COLUMN factor TEXT

DROP INDEX accounts_habilitation

ALTER TABLE accounts DROP COLUMN organisation

ALTER TABLE accounts DROP COLUMN habilitation

ALTER TABLE accounts DROP COLUMN roles
