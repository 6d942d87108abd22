CREATE TABLE dossiers (
    id TEXT PRIMARY KEY,
    lookup BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    imported_at TEXT NOT NULL,
    key_id TEXT NOT NULL,
    facts BLOB NOT NULL,
    identite BLOB NOT NULL,
    coordonnees BLOB NOT NULL,
    composition_familiale BLOB NOT NULL,
    situation_professionnelle BLOB NOT NULL,
    ressources BLOB NOT NULL,
    quotient_familial BLOB NOT NULL,
    droits BLOB NOT NULL,
    paiements BLOB NOT NULL,
    creances BLOB NOT NULL,
    logement BLOB NOT NULL
) STRICT

CREATE INDEX dossiers_by_key ON dossiers (key_id)

CREATE TABLE aliases (
    lookup BLOB PRIMARY KEY,
    dossier TEXT NOT NULL REFERENCES dossiers (id) ON DELETE CASCADE,
    valid_from TEXT,
    valid_until TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX aliases_by_dossier ON aliases (dossier)

CREATE TABLE objections (
    id TEXT PRIMARY KEY,
    dossier TEXT NOT NULL REFERENCES dossiers (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('import', 'caf')),
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    lifted_at TEXT,
    lifted_by TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX objections_by_dossier ON objections (dossier)

CREATE TABLE throttles (
    subject BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at TEXT NOT NULL,
    blocked_until TEXT
) STRICT, WITHOUT ROWID

CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    lines INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    is_finished INTEGER NOT NULL
) STRICT, WITHOUT ROWID
