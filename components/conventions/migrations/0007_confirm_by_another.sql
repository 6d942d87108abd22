-- A mandate holds once another officer has confirmed it, and a profile is given once another has published it. Those that
-- were there before hold already.
ALTER TABLE mandates ADD COLUMN confirmed_at TEXT

UPDATE mandates SET confirmed_at = '2026-11-27T00:00:00Z'

ALTER TABLE profiles ADD COLUMN proposed_by TEXT

ALTER TABLE profiles ADD COLUMN published_at TEXT

UPDATE profiles SET published_at = '2026-11-27T00:00:00Z'
