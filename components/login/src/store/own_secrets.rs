//! What a person changes of their own: password, second factor, recovery codes.

use jiff::{SignedDuration, Timestamp};
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{campaigns, sessions::Session};
use crate::domain::session::later;

/// How long a new second factor waits for its first code.
const RENEWAL_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// When a person's secrets were last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretDates {
    pub(crate) password_set_at: Option<Timestamp>,
    /// When it has to be renewed at the latest.
    pub(crate) password_expires_at: Option<Timestamp>,
    pub(crate) factor_enrolled_at: Option<Timestamp>,
    pub(crate) codes_given_at: Option<Timestamp>,
    /// How many recovery codes are left.
    pub(crate) codes_left: u32,
    /// When the fund last made the former ones void.
    pub(crate) reset_at: Option<Timestamp>,
}

fn decode(row: &Row) -> Result<SecretDates, SqlError> {
    Ok(SecretDates {
        password_set_at: row.get(0)?,
        factor_enrolled_at: row.get(1)?,
        codes_given_at: row.get(2)?,
        codes_left: row.get(3)?,
        password_expires_at: row.get(4)?,
        reset_at: row.get(5)?,
    })
}

pub(crate) async fn find_dates(database: &Database, account: Uuid) -> Result<Option<SecretDates>, SqlError> {
    let statement = "SELECT password_set_at, totp_enrolled_at, recovery_codes_given_at,
        (SELECT count(*) FROM recovery_codes WHERE recovery_codes.account = accounts.id),
        password_expires_at, reset_at FROM accounts WHERE id = ? AND closed_at IS NULL";
    database.query(statement, params![account]).await?.first().map(decode).transpose()
}

/// Puts a password in place of `former`; ends the other sessions of the account, and the other sign-ins under way. False
/// when another request was first.
pub(crate) async fn change_password(
    database: &Database,
    (account, session): (Uuid, Uuid),
    (former, chosen): (&str, &str),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let change = "UPDATE accounts SET password_hash = ?, password_set_at = ?
        WHERE id = ? AND password_hash = ? AND closed_at IS NULL AND EXISTS (SELECT 1 FROM sessions
        WHERE sessions.id = ? AND sessions.account = accounts.id AND ended_at IS NULL) RETURNING id";
    let values = params![chosen, now, account, former, session];
    let is_changed = !transaction.query(change, values).await?.is_empty();
    if is_changed {
        campaigns::renewed(&mut transaction, account, now).await?;
        end_others(&mut transaction, (account, session), now).await?;
        transaction.query("DELETE FROM sign_ins WHERE account = ?", params![account]).await?;
    }
    transaction.commit().await?;
    Ok(is_changed)
}

/// The same from a sign-in in which both factors are proved: all sessions of the account end, and the other sign-ins.
pub(crate) async fn renew_password(
    database: &Database,
    (account, sign_in): (Uuid, [u8; 32]),
    (former, chosen): (&str, &str),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let change = "UPDATE accounts SET password_hash = ?, password_set_at = ?
        WHERE id = ? AND password_hash = ? AND closed_at IS NULL AND EXISTS (SELECT 1 FROM sign_ins
        WHERE browser_hash = ? AND sign_ins.account = accounts.id AND factor IS NOT NULL AND expires_at > ?)
        RETURNING id";
    let values = params![chosen, now, account, former, sign_in, now];
    let is_changed = !transaction.query(change, values).await?.is_empty();
    if is_changed {
        campaigns::renewed(&mut transaction, account, now).await?;
        let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
        transaction.query(end, params![now, account]).await?;
        let forget = "DELETE FROM sign_ins WHERE account = ? AND browser_hash <> ?";
        transaction.query(forget, params![account, sign_in]).await?;
    }
    transaction.commit().await?;
    Ok(is_changed)
}

async fn end_others(
    transaction: &mut Transaction,
    (account, session): (Uuid, Uuid),
    now: Timestamp,
) -> Result<(), SqlError> {
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND id <> ? AND ended_at IS NULL";
    transaction.query(end, params![now, account, session]).await.map(drop)
}

/// Keeps a sealed secret that is to be the account's second factor, once this session has proved it.
pub(crate) async fn offer_factor(
    database: &Database,
    session: &Session,
    sealed: &[u8],
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO factor_renewals (account, session, sealed, expires_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (account) DO UPDATE SET session = excluded.session, sealed = excluded.sealed,
        expires_at = excluded.expires_at";
    let values = params![session.account, session.id, sealed, later(now, RENEWAL_LIFE)];
    database.query(statement, values).await.map(drop)
}

/// The secret that this session was offered.
pub(crate) async fn find_offered(
    database: &Database,
    session: &Session,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, SqlError> {
    let statement = "SELECT sealed FROM factor_renewals WHERE account = ? AND session = ? AND expires_at > ?";
    let rows = database.query(statement, params![session.account, session.id, now]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Puts the secret that this session was offered in place of the account's second factor, with the step that proved it,
/// and ends the other sessions. False when another request was first.
pub(crate) async fn replace_factor(
    database: &Database,
    session: &Session,
    (sealed, step): (&[u8], i64),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let take =
        "DELETE FROM factor_renewals WHERE account = ? AND session = ? AND sealed = ? RETURNING account";
    let is_taken = transaction.query(take, params![session.account, session.id, sealed]).await?;
    let replace = "UPDATE accounts SET totp_sealed = ?, totp_enrolled_at = ?, totp_last_step = ?
        WHERE id = ? AND totp_enrolled_at IS NOT NULL AND closed_at IS NULL RETURNING id";
    let is_replaced = !is_taken.is_empty()
        && !transaction.query(replace, params![sealed, now, step, session.account]).await?.is_empty();
    if is_replaced {
        end_others(&mut transaction, (session.account, session.id), now).await?;
        transaction.query("DELETE FROM sign_ins WHERE account = ?", params![session.account]).await?;
    }
    transaction.commit().await?;
    Ok(is_replaced)
}

/// Puts recovery codes in place of those that the account had.
pub(crate) async fn replace_recovery_codes(
    transaction: &mut Transaction,
    account: Uuid,
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<(), SqlError> {
    transaction.query("DELETE FROM recovery_codes WHERE account = ?", params![account]).await?;
    for hash in hashes {
        let insert = "INSERT INTO recovery_codes (account, hash) VALUES (?, ?)";
        transaction.query(insert, params![account, *hash]).await?;
    }
    let given = "UPDATE accounts SET recovery_codes_given_at = ? WHERE id = ?";
    transaction.query(given, params![now, account]).await.map(drop)
}
