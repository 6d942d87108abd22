-- What the seed brought: never again, even when the account or the application is erased.
CREATE TABLE seeded (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    sown_at TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID

INSERT INTO seeded (kind, id, sown_at) SELECT 'compte', id, opened_at FROM accounts

INSERT INTO seeded (kind, id, sown_at) SELECT 'application', id, registered_at FROM clients

CREATE INDEX attachments_without_habilitation ON attachments (account) WHERE habilitation IS NULL AND ended_at IS NULL

CREATE TABLE proposals (
    id TEXT PRIMARY KEY,
    act TEXT NOT NULL,
    author TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX proposals_expiry ON proposals (expires_at)
