-- Resealing walks the dossiers in this order.
DROP INDEX dossiers_by_key

CREATE INDEX dossiers_by_key ON dossiers (key_id, id)
