-- What this release cannot read, or the journal refuses, waits for whoever mends it, after all that can be told.
ALTER TABLE acts ADD COLUMN is_set_aside INTEGER NOT NULL DEFAULT 0

DROP INDEX acts_untraced

CREATE INDEX acts_untraced ON acts (is_set_aside, is_granting DESC, number) WHERE traced_at IS NULL
