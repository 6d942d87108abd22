-- The log: a leaf a row, for ever. leaf_index has neither gap nor reuse.
CREATE TABLE leaves (
    leaf_index INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL UNIQUE,
    recorded_at TEXT NOT NULL,
    leaf BLOB NOT NULL
) STRICT

-- What retention forgets: a purge removes whole rows here, and nothing anywhere else.
CREATE TABLE contents (
    leaf_index INTEGER PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    agent TEXT,
    organisation TEXT,
    dossier TEXT,
    purpose TEXT,
    salt BLOB NOT NULL,
    content TEXT NOT NULL
) STRICT

CREATE INDEX contents_by_instant ON contents (recorded_at)

CREATE INDEX contents_by_agent ON contents (agent) WHERE agent IS NOT NULL

CREATE INDEX contents_by_organisation ON contents (organisation) WHERE organisation IS NOT NULL

CREATE INDEX contents_by_dossier ON contents (dossier) WHERE dossier IS NOT NULL

-- Through this view, an append is one statement, and so one commit.
CREATE VIEW entries AS
SELECT
    leaves.leaf_index, leaves.event_id, leaves.recorded_at, leaves.leaf,
    contents.kind, contents.outcome, contents.agent, contents.organisation, contents.dossier, contents.purpose,
    contents.salt, contents.content
FROM leaves LEFT JOIN contents ON contents.leaf_index = leaves.leaf_index

CREATE TRIGGER entries_append INSTEAD OF INSERT ON entries BEGIN
    INSERT INTO leaves (leaf_index, event_id, recorded_at, leaf)
    VALUES (NEW.leaf_index, NEW.event_id, NEW.recorded_at, NEW.leaf);
    INSERT INTO contents
        (leaf_index, recorded_at, kind, outcome, agent, organisation, dossier, purpose, salt, content)
    VALUES
        (NEW.leaf_index, NEW.recorded_at, NEW.kind, NEW.outcome, NEW.agent, NEW.organisation, NEW.dossier,
        NEW.purpose, NEW.salt, NEW.content);
END

CREATE TRIGGER leaves_are_never_changed BEFORE UPDATE ON leaves BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END

CREATE TRIGGER leaves_are_never_deleted BEFORE DELETE ON leaves BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END

CREATE TRIGGER contents_are_never_changed BEFORE UPDATE ON contents BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END

-- Roots of complete subtrees of 256^level leaves, level 1 and above: made from the leaves, and made again if lost.
CREATE TABLE nodes (
    level INTEGER NOT NULL,
    node_index INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, node_index)
) STRICT, WITHOUT ROWID

-- Every checkpoint ever published.
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    published_at TEXT NOT NULL
) STRICT

CREATE TRIGGER checkpoints_are_never_changed BEFORE UPDATE ON checkpoints BEGIN
    SELECT RAISE(ABORT, 'a published checkpoint is never changed');
END

CREATE TRIGGER checkpoints_are_never_deleted BEFORE DELETE ON checkpoints BEGIN
    SELECT RAISE(ABORT, 'a published checkpoint is never deleted');
END

-- Legal holds: what they name is not purged while lifted_at is null.
CREATE TABLE holds (
    id TEXT PRIMARY KEY,
    agent TEXT,
    dossier TEXT,
    reason TEXT NOT NULL,
    placed_by TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    lifted_by TEXT,
    lifted_at TEXT,
    CHECK ((agent IS NULL) <> (dossier IS NULL))
) STRICT, WITHOUT ROWID
