-- Entries are found by the application through which their agent acted.
ALTER TABLE contents ADD COLUMN client TEXT

DROP TRIGGER contents_are_never_changed

UPDATE contents SET client = json_extract(content, '$.client') WHERE content LIKE '%"client":%'

CREATE TRIGGER contents_are_never_changed BEFORE UPDATE ON contents BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END

CREATE INDEX contents_by_client ON contents (client) WHERE client IS NOT NULL

DROP VIEW entries

CREATE VIEW entries AS
SELECT
    leaves.leaf_index, leaves.event_id, leaves.recorded_at, leaves.leaf,
    contents.kind, contents.outcome, contents.agent, contents.client, contents.organisation, contents.dossier,
    contents.purpose, contents.salt, contents.content
FROM leaves LEFT JOIN contents ON contents.leaf_index = leaves.leaf_index

CREATE TRIGGER entries_append INSTEAD OF INSERT ON entries BEGIN
    INSERT INTO leaves (leaf_index, event_id, recorded_at, leaf)
    VALUES (NEW.leaf_index, NEW.event_id, NEW.recorded_at, NEW.leaf);
    INSERT INTO contents
        (leaf_index, recorded_at, kind, outcome, agent, client, organisation, dossier, purpose, salt, content)
    VALUES
        (NEW.leaf_index, NEW.recorded_at, NEW.kind, NEW.outcome, NEW.agent, NEW.client, NEW.organisation,
        NEW.dossier, NEW.purpose, NEW.salt, NEW.content);
END

-- A dossier that was renumbered has several names in the journal: a hold keeps what is under each.
CREATE TABLE held_dossiers (
    hold TEXT NOT NULL REFERENCES holds (id),
    dossier TEXT NOT NULL,
    PRIMARY KEY (hold, dossier)
) STRICT, WITHOUT ROWID

CREATE INDEX held_dossiers_by_dossier ON held_dossiers (dossier)

INSERT INTO held_dossiers (hold, dossier) SELECT id, dossier FROM holds WHERE dossier IS NOT NULL

CREATE INDEX holds_by_agent ON holds (agent) WHERE lifted_at IS NULL

-- What the clock said when the purge last believed it: one row.
CREATE TABLE clock_sightings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seen_at TEXT NOT NULL
) STRICT
