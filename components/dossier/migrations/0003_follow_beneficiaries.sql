-- All the numbers of a beneficiary: those that a dossier has or had, and those on which an objection was recorded. What is once
-- known to be one beneficiary stays so.
CREATE TABLE numbers (
    lookup BLOB PRIMARY KEY,
    beneficiary TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX numbers_by_beneficiary ON numbers (beneficiary)

-- A number that is a former one of a dossier is that dossier's, though a dossier was stored under it before.
INSERT INTO numbers (lookup, beneficiary) SELECT lookup, dossier FROM aliases

INSERT INTO numbers (lookup, beneficiary) SELECT lookup, id FROM dossiers WHERE true ON CONFLICT (lookup) DO NOTHING

ALTER TABLE objections RENAME TO objections_of_dossiers

-- An objection is the beneficiary's. `lookup` is the number on which it was recorded, `pseudonym` the journal's name of it.
CREATE TABLE objections (
    id TEXT PRIMARY KEY,
    beneficiary TEXT NOT NULL,
    lookup BLOB NOT NULL,
    pseudonym TEXT,
    scope TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('import', 'caf')),
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    lifted_at TEXT,
    lifted_by TEXT
) STRICT, WITHOUT ROWID

-- Words of the closed list are in lower case.
INSERT INTO objections (id, beneficiary, lookup, scope, origin, recorded_at, recorded_by, lifted_at, lifted_by)
    SELECT former.id, numbers.beneficiary, dossiers.lookup, lower(former.scope), former.origin, former.recorded_at,
        former.recorded_by, former.lifted_at, former.lifted_by
    FROM objections_of_dossiers AS former
        JOIN dossiers ON dossiers.id = former.dossier
        JOIN numbers ON numbers.lookup = dossiers.lookup

DROP TABLE objections_of_dossiers

CREATE INDEX objections_by_beneficiary ON objections (beneficiary)

-- The figures of before: whose number is now a former one of another dossier.
DELETE FROM dossiers WHERE lookup IN (SELECT lookup FROM aliases)
