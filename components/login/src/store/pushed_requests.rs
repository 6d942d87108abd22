use jiff::{SignedDuration, Timestamp};
use platform::{Database, Row, SqlError, Transaction, params};

use super::{from_json, to_json};
use crate::domain::{
    authorization::AuthorizationRequest,
    pending_request::{PendingRequest, Reference},
    session::{earlier, later},
};

/// How long a pushed request waits for its code: the time to sign in (FAPI 2.0 Security Profile §5.3.2.2: less than 600
/// seconds).
pub(crate) const LIFE: SignedDuration = SignedDuration::from_secs(599);

fn decode(row: &Row) -> Result<AuthorizationRequest, SqlError> {
    from_json(&row.get::<String>(0)?, 0, "an authorization request")
}

/// Keeps a pushed request.
pub(crate) async fn insert_request(
    database: &Database,
    reference: &Reference,
    request: &AuthorizationRequest,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO pushed_requests (reference_hash, request, expires_at) VALUES (?, ?, ?)";
    database.query(statement, params![reference.hash(), &to_json(request)?, later(now, LIFE)]).await?;
    Ok(())
}

pub(crate) async fn find_request(
    database: &Database,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<PendingRequest>, SqlError> {
    let statement =
        "SELECT request, expires_at FROM pushed_requests WHERE reference_hash = ? AND expires_at > ?";
    let rows = database.query(statement, params![reference.hash(), now]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (reference, pushed_at) = (reference.clone(), earlier(row.get(1)?, LIFE));
    Ok(Some(PendingRequest { reference, request: decode(row)?, pushed_at }))
}

/// Uses a pushed request up; none when another request was first, or it expired.
pub(super) async fn use_request(
    transaction: &mut Transaction,
    reference: &Reference,
    now: Timestamp,
) -> Result<Option<AuthorizationRequest>, SqlError> {
    let statement =
        "DELETE FROM pushed_requests WHERE reference_hash = ? AND expires_at > ? RETURNING request";
    transaction.query(statement, params![reference.hash(), now]).await?.first().map(decode).transpose()
}
