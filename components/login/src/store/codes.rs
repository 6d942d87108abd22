use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, params};
use uuid::Uuid;

use super::{from_json, pushed_requests, to_json};
use crate::domain::{authorization::AuthorizationRequest, pending_request::Reference, session::later};

/// How long a code can be exchanged (FAPI 2.0 Security Profile §5.3.2.1: at most 60 seconds).
const LIFE: SignedDuration = SignedDuration::from_secs(60);

/// A code that a client presents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) session: Uuid,
    pub(crate) request: AuthorizationRequest,
    pub(crate) is_expired: bool,
    pub(crate) is_used: bool,
}

/// Uses a pushed request up for a code, in one transaction (RFC 9126 §4: it serves once); false when another request was
/// first, or it expired.
pub(crate) async fn give_code(
    database: &Database,
    reference: &Reference,
    (hash, session): ([u8; 32], Uuid),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let Some(request) = pushed_requests::use_request(&mut transaction, reference, now).await? else {
        transaction.rollback().await?;
        return Ok(false);
    };
    let statement = "INSERT INTO codes (hash, session, request, expires_at) VALUES (?, ?, ?, ?)";
    transaction.query(statement, params![hash, session, &to_json(&request)?, later(now, LIFE)]).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(crate) async fn find_code(
    database: &Database,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Code>, SqlError> {
    let statement = "SELECT session, request, expires_at <= ?, used_at IS NOT NULL FROM codes WHERE hash = ?";
    let rows = database.query(statement, params![now, hash]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let request = from_json(&row.get::<String>(1)?, 1, "an authorization request")?;
    Ok(Some(Code { session: row.get(0)?, request, is_expired: row.get(2)?, is_used: row.get(3)? }))
}

/// Uses a code up; false when another request was first.
pub(crate) async fn use_code(database: &Database, hash: [u8; 32], now: Timestamp) -> Result<bool, SqlError> {
    let statement = "UPDATE codes SET used_at = ? WHERE hash = ? AND used_at IS NULL RETURNING hash";
    Ok(!database.query(statement, params![now, hash]).await?.is_empty())
}

/// Takes back the use of a code that gave nothing.
pub(crate) async fn give_back(database: &Database, hash: [u8; 32]) -> Result<(), SqlError> {
    database.query("UPDATE codes SET used_at = NULL WHERE hash = ?", params![hash]).await.map(drop)
}
