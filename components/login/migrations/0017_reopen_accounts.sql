-- Whose an identifier is, or was: whoever comes back under it has the account that they had.
CREATE INDEX accounts_by_identifier ON accounts (identifier, closed_at)
