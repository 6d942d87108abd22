CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    siret TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE persons (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL,
    family_name TEXT NOT NULL,
    given_names TEXT NOT NULL,
    UNIQUE (organisation, email)
) STRICT, WITHOUT ROWID

CREATE TABLE mandates (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    person TEXT NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL,
    account TEXT,
    ended_at TEXT
) STRICT, WITHOUT ROWID

CREATE UNIQUE INDEX mandates_running ON mandates (person, role) WHERE ended_at IS NULL

CREATE INDEX mandates_by_organisation ON mandates (organisation, id)
