CREATE TABLE client_keys (
    client TEXT PRIMARY KEY REFERENCES clients (id),
    jwks TEXT NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
