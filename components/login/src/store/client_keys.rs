use jiff::Timestamp;
use platform::{Database, Row, SqlError, params};
use serde_json::Value;
use uuid::Uuid;

use super::{from_json, to_json};

/// What is known of the key set that a client publishes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Publication {
    /// The set and when it was fetched; none when it never was.
    pub(crate) set: Option<(Value, Timestamp)>,
    /// How many times in a row it was asked in vain.
    pub(crate) fruitless: u32,
    /// Before when its publisher is not asked again.
    pub(crate) rests_until: Timestamp,
}

fn decode(row: &Row) -> Result<Publication, SqlError> {
    let set = match (row.get::<Option<String>>(0)?, row.get(1)?) {
        (Some(set), Some(fetched_at)) => Some((from_json(&set, 0, "a key set")?, fetched_at)),
        _ => None,
    };
    Ok(Publication { set, fruitless: row.get(2)?, rests_until: row.get(3)? })
}

pub(crate) async fn find_publication(
    database: &Database,
    client: Uuid,
) -> Result<Option<Publication>, SqlError> {
    let statement = "SELECT jwks, fetched_at, fruitless, rests_until FROM client_keys WHERE client = ?";
    database.query(statement, params![client]).await?.first().map(decode).transpose()
}

/// Takes the turn to ask the publisher, until an instant at which another may; false when another has it, or it rests.
pub(crate) async fn take_turn(
    database: &Database,
    client: Uuid,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement =
        "INSERT INTO client_keys (client, fruitless, rests_until, asked_until) VALUES (?1, 0, ?2, ?3)
        ON CONFLICT (client) DO UPDATE SET asked_until = excluded.asked_until
        WHERE client_keys.rests_until <= ?2 AND client_keys.asked_until <= ?2 RETURNING client";
    Ok(!database.query(statement, params![client, now, until]).await?.is_empty())
}

/// Keeps what came of asking, and gives the turn back.
pub(crate) async fn put_publication(
    database: &Database,
    client: Uuid,
    publication: &Publication,
) -> Result<(), SqlError> {
    let (jwks, fetched_at) = match &publication.set {
        Some((set, fetched_at)) => (Some(to_json(set)?), Some(*fetched_at)),
        None => (None, None),
    };
    let statement =
        "UPDATE client_keys SET jwks = ?, fetched_at = ?, fruitless = ?, rests_until = ?, asked_until = ?
        WHERE client = ?";
    let rest = publication.rests_until;
    let values = params![jwks, fetched_at, publication.fruitless, rest, rest, client];
    database.query(statement, values).await.map(drop)
}
