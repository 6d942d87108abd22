CREATE TABLE tries (
    subject BLOB PRIMARY KEY,
    minute INTEGER NOT NULL,
    number INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_failure_at TEXT,
    blocked_until TEXT,
    refused_until TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX tries_by_minute ON tries (minute)

INSERT INTO tries (subject, minute, number, failures, last_failure_at, blocked_until)
SELECT subject, CAST(strftime('%s', last_failure_at) AS INTEGER) / 60, 0, failures, last_failure_at, blocked_until
FROM throttles

DROP TABLE throttles

DROP TABLE paces
