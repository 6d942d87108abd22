CREATE TABLE conventions (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    amends TEXT REFERENCES conventions (id),
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    purposes TEXT NOT NULL,
    regulatory_act TEXT NOT NULL,
    regulatory_act_digest BLOB NOT NULL,
    text TEXT NOT NULL,
    text_digest BLOB NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    due_at TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX conventions_by_organisation ON conventions (organisation, id)

-- Purposes and regulatory act are copied here as they were when the hand signed: a signature proves them by itself.
CREATE TABLE signatures (
    convention TEXT NOT NULL REFERENCES conventions (id),
    side TEXT NOT NULL,
    signer TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    text_digest BLOB NOT NULL,
    purposes TEXT NOT NULL,
    regulatory_act TEXT NOT NULL,
    regulatory_act_digest BLOB NOT NULL,
    PRIMARY KEY (convention, side)
) STRICT, WITHOUT ROWID

CREATE TABLE contracts (
    id TEXT PRIMARY KEY,
    convention TEXT NOT NULL REFERENCES conventions (id),
    organisation TEXT NOT NULL REFERENCES organisations (id),
    module TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    limits TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE INDEX contracts_by_convention ON contracts (convention, id)
