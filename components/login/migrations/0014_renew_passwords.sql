-- What has no habilitation is found by attachments_habilitation.
DROP INDEX attachments_without_habilitation

-- From when on the password opens nothing but its own renewal.
ALTER TABLE accounts ADD COLUMN password_expires_at TEXT

CREATE TABLE campaigns (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    started_at TEXT NOT NULL,
    deadline TEXT NOT NULL,
    ended_at TEXT
) STRICT, WITHOUT ROWID

CREATE INDEX campaigns_deadline ON campaigns (deadline)

CREATE TABLE campaign_members (
    campaign TEXT NOT NULL REFERENCES campaigns (id),
    account TEXT NOT NULL REFERENCES accounts (id),
    renewed_at TEXT,
    excepted_until TEXT,
    exception_reason TEXT,
    exception_author TEXT,
    PRIMARY KEY (campaign, account)
) STRICT, WITHOUT ROWID

CREATE INDEX campaign_members_account ON campaign_members (account)
