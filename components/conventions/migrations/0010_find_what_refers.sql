-- What refers to another table is found by an index: otherwise each check of a reference reads all of the table.
CREATE INDEX contracts_by_organisation ON contracts (organisation)

CREATE INDEX habilitations_by_contract ON habilitations (contract)

CREATE INDEX habilitations_by_profile ON habilitations (profile, profile_version)

CREATE INDEX conventions_by_former ON conventions (amends)

CREATE INDEX mandates_by_person ON mandates (person)
