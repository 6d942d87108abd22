-- The application through which the act was done; null for acts of before it was kept.
ALTER TABLE acts ADD COLUMN client TEXT
