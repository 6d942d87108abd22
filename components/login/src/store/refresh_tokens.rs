use access::Scopes;
use jiff::Timestamp;
use platform::{Database, Row, SqlError, params};
use uuid::Uuid;

use super::scopes;

/// What a refresh token stands for. It serves as often as its client proves its key, until the session ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) session: Uuid,
    pub(crate) client: String,
    pub(crate) scope: Scopes,
    pub(crate) thumbprint: Option<String>,
    pub(crate) expires_at: Timestamp,
}

fn decode(row: &Row) -> Result<RefreshToken, SqlError> {
    Ok(RefreshToken {
        session: row.get(0)?,
        client: row.get(1)?,
        scope: scopes(row, 2)?,
        thumbprint: row.get(3)?,
        expires_at: row.get(4)?,
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
    let values =
        params![hash, token.session, &token.client, &token.scope.to_string(), thumbprint, token.expires_at];
    database.query(statement, values).await?;
    Ok(())
}

pub(crate) async fn find_token(
    database: &Database,
    hash: [u8; 32],
) -> Result<Option<RefreshToken>, SqlError> {
    let statement = "SELECT session, client, scope, thumbprint, expires_at
        FROM refresh_tokens WHERE hash = ?";
    database.query(statement, params![hash]).await?.first().map(decode).transpose()
}
