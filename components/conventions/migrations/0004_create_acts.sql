-- History, and what remains to be told to the journal: an act is written with its effect, in one transaction. No foreign
-- key to its subject: history outlives what it tells of.
CREATE TABLE acts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    organisation TEXT,
    name TEXT NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    mandate TEXT,
    reason TEXT,
    acted_at TEXT NOT NULL,
    is_granting INTEGER NOT NULL,
    traced_at TEXT
) STRICT

CREATE INDEX acts_by_subject ON acts (subject, number)

CREATE INDEX acts_untraced ON acts (number) WHERE traced_at IS NULL

CREATE INDEX acts_withholding ON acts (subject) WHERE traced_at IS NULL AND is_granting = 1
