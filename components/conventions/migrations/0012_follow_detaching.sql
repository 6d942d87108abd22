-- When `login` detached from its holder's account what had ended; until then it is asked again.
ALTER TABLE habilitations ADD COLUMN detached_at TEXT

ALTER TABLE mandates ADD COLUMN detached_at TEXT

CREATE INDEX habilitations_attached ON habilitations (account, id)
WHERE account IS NOT NULL AND detached_at IS NULL AND state IN ('retiree', 'expiree')

CREATE INDEX mandates_attached ON mandates (account, id)
WHERE account IS NOT NULL AND detached_at IS NULL AND ended_at IS NOT NULL
