-- A verification looks for the purges that explain what is missing.
CREATE INDEX contents_by_purge ON contents (kind, recorded_at) WHERE kind = 'PurgeStarted'
