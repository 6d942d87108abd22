use jiff::Timestamp;
use platform::{Database, SqlError, params};
use uuid::Uuid;

use super::own_secrets;

/// Keeps a sealed secret that is not yet enrolled, unless one already is.
pub(crate) async fn offer_totp(database: &Database, account: Uuid, sealed: &[u8]) -> Result<bool, SqlError> {
    let statement = "UPDATE accounts SET totp_sealed = ?, totp_last_step = 0
        WHERE id = ? AND totp_enrolled_at IS NULL AND closed_at IS NULL RETURNING id";
    Ok(!database.query(statement, params![sealed, account]).await?.is_empty())
}

/// Enrols the secret offered, with the step that proved it and the hashes of the recovery codes; false when another
/// request was first.
pub(crate) async fn enrol_totp(
    database: &Database,
    account: Uuid,
    sealed: &[u8],
    step: i64,
    recovery: &[[u8; 32]],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let enrol = "UPDATE accounts SET totp_enrolled_at = ?, totp_last_step = ?
        WHERE id = ? AND totp_sealed = ? AND totp_enrolled_at IS NULL AND closed_at IS NULL RETURNING id";
    let is_enrolled = !transaction.query(enrol, params![now, step, account, sealed]).await?.is_empty();
    if is_enrolled {
        own_secrets::replace_recovery_codes(&mut transaction, account, recovery, now).await?;
    }
    transaction.commit().await?;
    Ok(is_enrolled)
}

/// Uses a step up: false when it, or a later one, was used before.
pub(crate) async fn use_step(database: &Database, account: Uuid, step: i64) -> Result<bool, SqlError> {
    let statement = "UPDATE accounts SET totp_last_step = ? WHERE id = ? AND totp_last_step < ? RETURNING id";
    Ok(!database.query(statement, params![step, account, step]).await?.is_empty())
}

/// Uses a recovery code up: false when there is no such code.
pub(crate) async fn use_recovery_code(
    database: &Database,
    account: Uuid,
    hash: [u8; 32],
) -> Result<bool, SqlError> {
    let statement = "DELETE FROM recovery_codes WHERE account = ? AND hash = ? RETURNING account";
    Ok(!database.query(statement, params![account, hash]).await?.is_empty())
}
