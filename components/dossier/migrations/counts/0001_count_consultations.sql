CREATE TABLE throttles (
    subject BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at TEXT NOT NULL,
    blocked_until TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX throttles_by_failure ON throttles (last_failure_at)

CREATE TABLE paces (
    agent BLOB PRIMARY KEY,
    minute INTEGER NOT NULL,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX paces_by_minute ON paces (minute)

CREATE TABLE refusals (
    subject BLOB PRIMARY KEY,
    began_at TEXT NOT NULL,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX refusals_by_beginning ON refusals (began_at)
