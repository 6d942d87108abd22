CREATE INDEX imports_by_start ON imports (started_at)
