-- The event that tells of an import's lifting: the objection binds until the journal has it.
ALTER TABLE objections ADD COLUMN lifting TEXT

CREATE INDEX objections_being_lifted ON objections (lifting) WHERE lifting IS NOT NULL AND lifted_at IS NULL
