use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, params};

use super::{from_json, to_json};
use crate::domain::{authorization::AuthorizationRequest, session::later};

/// How long a pushed request can be used: the time of a redirection.
pub(crate) const LIFE: SignedDuration = SignedDuration::from_secs(60);

/// Keeps a pushed request, and clears those that expired.
pub(crate) async fn insert_request(
    database: &Database,
    reference_hash: [u8; 32],
    request: &AuthorizationRequest,
    now: Timestamp,
) -> Result<(), SqlError> {
    database.query("DELETE FROM pushed_requests WHERE expires_at <= ?", params![now]).await?;
    let statement = "INSERT INTO pushed_requests (reference_hash, request, expires_at) VALUES (?, ?, ?)";
    database.query(statement, params![reference_hash, &to_json(request)?, later(now, LIFE)]).await?;
    Ok(())
}

/// Takes a pushed request away: it is used once.
pub(crate) async fn take_request(
    database: &Database,
    reference_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<AuthorizationRequest>, SqlError> {
    let statement =
        "DELETE FROM pushed_requests WHERE reference_hash = ? AND expires_at > ? RETURNING request";
    let rows = database.query(statement, params![reference_hash, now]).await?;
    rows.first().map(|row| from_json(&row.get::<String>(0)?, 0, "an authorization request")).transpose()
}
