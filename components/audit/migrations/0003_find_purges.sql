-- A verification looks for the purges that explain what is missing, and for the holds that are to be there.
CREATE INDEX contents_by_purge ON contents (kind, recorded_at) WHERE kind = 'PurgeStarted'

CREATE INDEX contents_by_hold ON contents (kind) WHERE kind = 'HoldPlaced'

CREATE INDEX contents_by_lifting ON contents (kind) WHERE kind = 'HoldLifted'
