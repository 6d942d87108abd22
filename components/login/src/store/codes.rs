use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::{authorization::AuthorizationRequest, session::later};

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

pub(crate) async fn insert_code(
    database: &Database,
    hash: [u8; 32],
    session: Uuid,
    request: &AuthorizationRequest,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO codes (hash, session, request, expires_at) VALUES (?, ?, ?, ?)";
    database.query(statement, params![hash, session, &to_json(request)?, later(now, LIFE)]).await?;
    Ok(())
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
