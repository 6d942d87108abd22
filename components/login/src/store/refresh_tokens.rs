use jiff::Timestamp;
use platform::{Database, Row, SqlError, params};
use uuid::Uuid;

/// What a refresh token stands for. All those of one session are a family: one that comes back ends the session, and
/// with it every token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) session: Uuid,
    pub(crate) client: String,
    pub(crate) scope: String,
    pub(crate) thumbprint: Option<String>,
    pub(crate) expires_at: Timestamp,
    pub(crate) is_used: bool,
}

fn decode(row: &Row) -> Result<RefreshToken, SqlError> {
    Ok(RefreshToken {
        session: row.get(0)?,
        client: row.get(1)?,
        scope: row.get(2)?,
        thumbprint: row.get(3)?,
        expires_at: row.get(4)?,
        is_used: row.get(5)?,
    })
}

pub(crate) async fn insert_token(
    database: &Database,
    hash: [u8; 32],
    token: &RefreshToken,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO refresh_tokens (hash, session, client, scope, thumbprint, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)";
    let thumbprint = token.thumbprint.clone();
    let values = params![hash, token.session, &token.client, &token.scope, thumbprint, token.expires_at];
    database.query(statement, values).await?;
    Ok(())
}

pub(crate) async fn find_token(
    database: &Database,
    hash: [u8; 32],
) -> Result<Option<RefreshToken>, SqlError> {
    let statement = "SELECT session, client, scope, thumbprint, expires_at, used_at IS NOT NULL
        FROM refresh_tokens WHERE hash = ?";
    database.query(statement, params![hash]).await?.first().map(decode).transpose()
}

/// Uses a token up; false when another request was first.
pub(crate) async fn use_token(database: &Database, hash: [u8; 32], now: Timestamp) -> Result<bool, SqlError> {
    let statement = "UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL RETURNING hash";
    Ok(!database.query(statement, params![now, hash]).await?.is_empty())
}
