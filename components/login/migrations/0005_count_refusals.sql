CREATE TABLE refusals (
    subject BLOB PRIMARY KEY,
    began_at TEXT NOT NULL,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX refusals_beginning ON refusals (began_at)
