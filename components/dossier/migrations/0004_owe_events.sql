-- What the journal is owed: the events of acts that hold already. Each goes once the journal has it.
CREATE TABLE owed_events (
    id TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    owed_since TEXT NOT NULL,
    is_refused INTEGER NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX owed_events_in_turn ON owed_events (is_refused, id)

-- Who sends dossiers, and through which application.
ALTER TABLE imports ADD COLUMN agent TEXT

ALTER TABLE imports ADD COLUMN client TEXT

ALTER TABLE imports ADD COLUMN interrupted_at TEXT

CREATE INDEX imports_under_way ON imports (updated_at) WHERE is_finished = 0 AND interrupted_at IS NULL
