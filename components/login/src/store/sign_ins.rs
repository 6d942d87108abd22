use jiff::{SignedDuration, Timestamp};
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use crate::domain::session::later;

/// How long a person has for what follows the password.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// A sign-in under way in one browser, whose password was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) account: Uuid,
    /// Which second factor was proved after it.
    pub(crate) factor: Option<String>,
}

fn decode(row: &Row) -> Result<SignIn, SqlError> {
    Ok(SignIn { account: row.get(0)?, factor: row.get(1)? })
}

/// Writes down whose password was proved, as long as it is still theirs, in place of what this browser began before;
/// false when it is theirs no more.
pub(crate) async fn begin_sign_in(
    database: &Database,
    (browser_hash, former): ([u8; 32], Option<[u8; 32]>),
    (account, password_hash): (Uuid, &str),
    now: Timestamp,
) -> Result<bool, SqlError> {
    if let Some(former) = former {
        database.query("DELETE FROM sign_ins WHERE browser_hash = ?", params![former]).await?;
    }
    let statement = "INSERT INTO sign_ins (browser_hash, account, expires_at)
        SELECT ?, id, ? FROM accounts WHERE id = ? AND password_hash = ? RETURNING account";
    let values = params![browser_hash, later(now, LIFE), account, password_hash];
    Ok(!database.query(statement, values).await?.is_empty())
}

pub(crate) async fn find_sign_in(
    database: &Database,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<SignIn>, SqlError> {
    let statement = "SELECT account, factor FROM sign_ins WHERE browser_hash = ? AND expires_at > ?";
    database.query(statement, params![browser_hash, now]).await?.first().map(decode).transpose()
}

/// Writes down which second factor this account proved; false when the sign-in is over.
pub(crate) async fn set_factor(
    transaction: &mut Transaction,
    browser_hash: [u8; 32],
    account: Uuid,
    factor: &str,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "UPDATE sign_ins SET factor = ? WHERE browser_hash = ? AND account = ? AND expires_at > ?
        RETURNING account";
    Ok(!transaction.query(statement, params![factor, browser_hash, account, now]).await?.is_empty())
}

/// Ends the sign-ins of an account: what was proved in them opens nothing any more.
pub(super) async fn end_sign_ins(transaction: &mut Transaction, account: Uuid) -> Result<(), SqlError> {
    transaction.query("DELETE FROM sign_ins WHERE account = ?", params![account]).await.map(drop)
}

/// The same but for one, which goes on.
pub(super) async fn end_others(
    transaction: &mut Transaction,
    account: Uuid,
    browser_hash: [u8; 32],
) -> Result<(), SqlError> {
    let statement = "DELETE FROM sign_ins WHERE account = ? AND browser_hash <> ?";
    transaction.query(statement, params![account, browser_hash]).await.map(drop)
}

/// Takes the sign-in of this account away: whoever gets it finishes it; false when another request was first.
pub(super) async fn take_sign_in(
    transaction: &mut Transaction,
    browser_hash: [u8; 32],
    account: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "DELETE FROM sign_ins WHERE browser_hash = ? AND account = ? AND expires_at > ?
        RETURNING account";
    Ok(!transaction.query(statement, params![browser_hash, account, now]).await?.is_empty())
}
