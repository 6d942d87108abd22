CREATE TABLE hashings (
    slot INTEGER PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT
