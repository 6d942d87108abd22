use jiff::Timestamp;
use platform::{Database, SqlError, params};
use serde_json::Value;
use uuid::Uuid;

use super::{from_json, to_json};

/// The key set that a client published, and when it was fetched.
pub(crate) async fn find_keys(
    database: &Database,
    client: Uuid,
) -> Result<Option<(Value, Timestamp)>, SqlError> {
    let rows =
        database.query("SELECT jwks, fetched_at FROM client_keys WHERE client = ?", params![client]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some((from_json(&row.get::<String>(0)?, 0, "a key set")?, row.get(1)?)))
}

/// Keeps the key set that a client publishes now.
pub(crate) async fn put_keys(
    database: &Database,
    client: Uuid,
    jwks: &Value,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO client_keys (client, jwks, fetched_at) VALUES (?, ?, ?)
        ON CONFLICT (client) DO UPDATE SET jwks = excluded.jwks, fetched_at = excluded.fetched_at";
    database.query(statement, params![client, &to_json(jwks)?, now]).await?;
    Ok(())
}
