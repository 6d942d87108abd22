use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::client::Client;

fn decode(row: &Row) -> Result<Client, SqlError> {
    Ok(Client { id: row.get(0)?, registration: from_json(&row.get::<String>(1)?, 1, "a registration")? })
}

/// Inserts a client, unless its id is already in use.
pub(crate) async fn insert_client(
    database: &Database,
    client: &Client,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "INSERT INTO clients (id, registration, registered_at) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING RETURNING id";
    let registration = to_json(&client.registration)?;
    Ok(!database.query(statement, params![client.id, &registration, now]).await?.is_empty())
}

/// Whether this client was ever registered, closed or not.
pub(crate) async fn has_client(database: &Database, id: Uuid) -> Result<bool, SqlError> {
    Ok(!database.query("SELECT id FROM clients WHERE id = ?", params![id]).await?.is_empty())
}

pub(crate) async fn find_client(database: &Database, id: Uuid) -> Result<Option<Client>, SqlError> {
    let statement = "SELECT id, registration FROM clients WHERE id = ? AND closed_at IS NULL";
    database.query(statement, params![id]).await?.first().map(decode).transpose()
}

pub(crate) async fn list_clients(database: &Database) -> Result<Vec<Client>, SqlError> {
    let statement = "SELECT id, registration FROM clients WHERE closed_at IS NULL ORDER BY id LIMIT 1000";
    database.query(statement, &[]).await?.iter().map(decode).collect()
}

/// Closes a client; false when it was already closed or never was.
pub(crate) async fn close_client(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "UPDATE clients SET closed_at = ? WHERE id = ? AND closed_at IS NULL RETURNING id";
    Ok(!transaction.query(statement, params![now, id]).await?.is_empty())
}
