use jiff::Timestamp;
use platform::{Database, SqlError, params};
use uuid::Uuid;

use super::{own_secrets, sign_ins};

/// The secret offered to this sign-in: `sealed`, unless it was offered another before; none when it is over.
pub(crate) async fn offer_totp(
    database: &Database,
    sign_in: [u8; 32],
    sealed: &[u8],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, SqlError> {
    let statement = "UPDATE sign_ins SET totp_offered = coalesce(totp_offered, ?)
        WHERE browser_hash = ? AND expires_at > ? RETURNING totp_offered";
    let rows = database.query(statement, params![sealed, sign_in, now]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Enrols the secret offered to this sign-in, with the step that proved it and the hashes of the recovery codes, and ends
/// the other sign-ins. False when the sign-in is over, or another request was first.
pub(crate) async fn enrol_totp(
    database: &Database,
    (account, sign_in): (Uuid, [u8; 32]),
    (sealed, step): (&[u8], i64),
    recovery: &[[u8; 32]],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let enrol = "UPDATE accounts SET totp_sealed = ?, totp_enrolled_at = ?, totp_last_step = ?
        WHERE id = ? AND totp_enrolled_at IS NULL AND closed_at IS NULL AND EXISTS (SELECT 1 FROM sign_ins
            WHERE browser_hash = ? AND sign_ins.account = accounts.id AND totp_offered = ? AND expires_at > ?)
        RETURNING id";
    let values = params![sealed, now, step, account, sign_in, sealed, now];
    let is_enrolled = !transaction.query(enrol, values).await?.is_empty();
    if is_enrolled {
        own_secrets::replace_recovery_codes(&mut transaction, account, recovery, now).await?;
        sign_ins::end_others(&mut transaction, account, sign_in).await?;
    }
    transaction.commit().await?;
    Ok(is_enrolled)
}

/// Uses a step of this second factor up: false when it, or a later one, was used before, or the account has another factor.
pub(crate) async fn use_step(
    database: &Database,
    (account, sealed): (Uuid, &[u8]),
    step: i64,
) -> Result<bool, SqlError> {
    let statement = "UPDATE accounts SET totp_last_step = ?
        WHERE id = ? AND totp_sealed = ? AND totp_last_step < ? RETURNING id";
    Ok(!database.query(statement, params![step, account, sealed, step]).await?.is_empty())
}

/// Uses a recovery code up in place of this second factor: false when there is no such code, or the account has another
/// factor.
pub(crate) async fn use_recovery_code(
    database: &Database,
    (account, sealed): (Uuid, &[u8]),
    hash: [u8; 32],
) -> Result<bool, SqlError> {
    let statement = "DELETE FROM recovery_codes WHERE account = ? AND hash = ?
        AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = recovery_codes.account AND totp_sealed = ?)
        RETURNING account";
    Ok(!database.query(statement, params![account, hash, sealed]).await?.is_empty())
}
