use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::{
    client::Client,
    proposal::{MOST_PENDING, PROPOSAL_LIFE},
    session::earlier,
};

/// How many are listed at once.
const PAGE: u32 = 50;

/// A registration, and by whom it is what it is. One that nobody approved proves nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Registered {
    pub(crate) client: Client,
    /// None when the seed brought it.
    pub(crate) author: Option<Uuid>,
    pub(crate) approver: Option<Uuid>,
    pub(crate) is_approved: bool,
}

const COLUMNS: &str = "id, registration, author, approver, approved_at IS NOT NULL";

/// Neither closed nor forgotten: one that nobody approves waits as long as a proposal.
const REGISTERED: &str = "closed_at IS NULL AND (approved_at IS NOT NULL OR registered_at > ?)";

fn decode_client(row: &Row) -> Result<Client, SqlError> {
    Ok(Client { id: row.get(0)?, registration: from_json(&row.get::<String>(1)?, 1, "a registration")? })
}

fn decode(row: &Row) -> Result<Registered, SqlError> {
    let client = decode_client(row)?;
    Ok(Registered { client, author: row.get(2)?, approver: row.get(3)?, is_approved: row.get(4)? })
}

/// Inserts a client that the seed brings, unless its id is already in use. It is born approved.
pub(crate) async fn sow_client(
    transaction: &mut Transaction,
    client: &Client,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO clients (id, registration, organisation, registered_at, approved_at)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let (registration, organisation) = (to_json(&client.registration)?, client.registration.organisation);
    transaction.query(statement, params![client.id, &registration, organisation, now, now]).await.map(drop)
}

/// Inserts a client that waits for another person than its author, in place of those that nobody approved in time; false
/// when too many wait.
pub(crate) async fn propose_client(
    transaction: &mut Transaction,
    client: &Client,
    author: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let forget = "DELETE FROM clients WHERE approved_at IS NULL AND registered_at <= ?";
    transaction.query(forget, params![earlier(now, PROPOSAL_LIFE)]).await?;
    let statement = "INSERT INTO clients (id, registration, organisation, registered_at, author)
        SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM clients WHERE approved_at IS NULL) < ? RETURNING id";
    let (registration, organisation) = (to_json(&client.registration)?, client.registration.organisation);
    let values = params![client.id, &registration, organisation, now, author, MOST_PENDING];
    Ok(!transaction.query(statement, values).await?.is_empty())
}

/// Approves a client that waits; false when it does not wait any more, or `approver` is its author.
pub(crate) async fn approve_client(
    transaction: &mut Transaction,
    id: Uuid,
    approver: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "UPDATE clients SET approver = ?, approved_at = ?
        WHERE id = ? AND closed_at IS NULL AND approved_at IS NULL AND registered_at > ? AND author <> ?
        RETURNING id";
    let values = params![approver, now, id, earlier(now, PROPOSAL_LIFE), approver];
    Ok(!transaction.query(statement, values).await?.is_empty())
}

/// The client of this id, approved and not closed.
pub(crate) async fn find_client(database: &Database, id: Uuid) -> Result<Option<Client>, SqlError> {
    let statement = "SELECT id, registration FROM clients
        WHERE id = ? AND closed_at IS NULL AND approved_at IS NOT NULL";
    database.query(statement, params![id]).await?.first().map(decode_client).transpose()
}

/// Whether there is one, in a transaction that writes for it.
pub(crate) async fn is_registered(transaction: &mut Transaction, id: Uuid) -> Result<bool, SqlError> {
    let statement = "SELECT id FROM clients WHERE id = ? AND closed_at IS NULL AND approved_at IS NOT NULL";
    Ok(!transaction.query(statement, params![id]).await?.is_empty())
}

/// The client of this id, approved or not.
pub(crate) async fn find_registered(
    database: &Database,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Registered>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM clients WHERE id = ? AND {REGISTERED}");
    let values = params![id, earlier(now, PROPOSAL_LIFE)];
    database.query(&statement, values).await?.first().map(decode).transpose()
}

/// A page of them, in the order of their ids, after the one called `after`.
pub(crate) async fn list_clients(
    database: &Database,
    after: Uuid,
    now: Timestamp,
) -> Result<Vec<Registered>, SqlError> {
    let statement =
        format!("SELECT {COLUMNS} FROM clients WHERE id > ? AND {REGISTERED} ORDER BY id LIMIT ?");
    let values = params![after, earlier(now, PROPOSAL_LIFE), PAGE];
    database.query(&statement, values).await?.iter().map(decode).collect()
}

/// Forgets what this author registered and nobody approved: it never acted.
pub(super) async fn forget_waiting(transaction: &mut Transaction, author: Uuid) -> Result<(), SqlError> {
    let statement = "DELETE FROM clients WHERE author = ? AND approved_at IS NULL";
    transaction.query(statement, params![author]).await.map(drop)
}

/// Closes a client, and with it what people consented to; one that nobody approved is forgotten. False when it was already
/// closed or never was.
pub(crate) async fn close_client(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "UPDATE clients SET closed_at = ? WHERE id = ? AND closed_at IS NULL RETURNING id";
    let is_closed = !transaction.query(statement, params![now, id]).await?.is_empty();
    transaction.query("DELETE FROM consents WHERE client = ?", params![id]).await?;
    transaction.query("DELETE FROM clients WHERE id = ? AND approved_at IS NULL", params![id]).await?;
    Ok(is_closed)
}
