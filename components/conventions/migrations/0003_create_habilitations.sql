CREATE TABLE profiles (
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    label TEXT NOT NULL,
    purposes TEXT NOT NULL,
    PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID

CREATE TABLE habilitations (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    contract TEXT NOT NULL REFERENCES contracts (id),
    person TEXT NOT NULL REFERENCES persons (id),
    function TEXT NOT NULL,
    profile TEXT NOT NULL,
    profile_version INTEGER NOT NULL,
    purposes TEXT NOT NULL,
    code_kind TEXT,
    code TEXT,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    due_at TEXT,
    commitments_digest BLOB,
    commitments_signed_on TEXT,
    account TEXT,
    FOREIGN KEY (profile, profile_version) REFERENCES profiles (code, version)
) STRICT, WITHOUT ROWID

CREATE INDEX habilitations_by_organisation ON habilitations (organisation, id)

CREATE INDEX habilitations_by_person ON habilitations (person)

CREATE INDEX habilitations_by_code ON habilitations (code_kind, code) WHERE code IS NOT NULL

CREATE INDEX habilitations_by_end ON habilitations (ends_at) WHERE state NOT IN ('retiree', 'expiree')

-- A certificate counts once the act that recorded it is in the journal.
CREATE TABLE certificates (
    act TEXT PRIMARY KEY,
    habilitation TEXT NOT NULL REFERENCES habilitations (id),
    body TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX certificates_by_habilitation ON certificates (habilitation)
