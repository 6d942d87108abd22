CREATE TABLE budgets (
    contract TEXT NOT NULL REFERENCES contracts (id),
    month TEXT NOT NULL,
    consumed INTEGER NOT NULL,
    PRIMARY KEY (contract, month)
) STRICT, WITHOUT ROWID

CREATE TABLE budget_dossiers (
    contract TEXT NOT NULL REFERENCES contracts (id),
    month TEXT NOT NULL,
    dossier BLOB NOT NULL,
    PRIMARY KEY (contract, month, dossier)
) STRICT, WITHOUT ROWID
