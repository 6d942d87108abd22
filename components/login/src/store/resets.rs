//! Accounts whose holder lost what proves who they are.

use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{accounts, agents, letters};
use crate::domain::{attachment::Activation, letter::Letter};

/// Makes void what proves who the holder is, ends all that it opened, and posts the letter with whose secret they start
/// over. What is attached to the account stays. False when the account is closed, or no first connection was ever made.
pub(crate) async fn reset(
    transaction: &mut Transaction,
    (activation, letter): (Activation, &Letter),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let account = letter.account;
    let open = "SELECT id FROM accounts WHERE id = ? AND closed_at IS NULL";
    let is_open = !transaction.query(open, params![account]).await?.is_empty();
    if !is_open || !accounts::has_begun(transaction, account).await? {
        return Ok(false);
    }
    accounts::erase_secrets(transaction, account).await?;
    agents::silence(transaction, account, now).await?;
    transaction.query("DELETE FROM consents WHERE account = ?", params![account]).await?;
    let mark = "UPDATE accounts SET reset_at = ?, reset_hash = ?, reset_expires_at = ? WHERE id = ?";
    transaction.query(mark, params![now, activation.hash, activation.expires_at, account]).await?;
    letters::post(transaction, letter).await?;
    Ok(true)
}

/// The account of this person that is to start over with this secret, without using it up.
pub(crate) async fn find_reset(
    database: &Database,
    identifier: &str,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT id FROM accounts WHERE identifier = ? AND closed_at IS NULL
        AND reset_hash = ? AND reset_expires_at > ?";
    database.query(statement, params![identifier, hash, now]).await?.first().map(|row| row.get(0)).transpose()
}

/// Uses the secret of a reset up to set a password, in one transaction; false when another request was first.
pub(crate) async fn start_over(
    database: &Database,
    account: Uuid,
    (hash, password_hash): ([u8; 32], &str),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let take = "UPDATE accounts SET reset_hash = NULL WHERE id = ? AND closed_at IS NULL
        AND reset_hash = ? AND reset_expires_at > ? RETURNING reset_at";
    let taken = transaction.query(take, params![account, hash, now]).await?;
    let reset_at: Option<Timestamp> = taken.first().map(|row: &Row| row.get(0)).transpose()?;
    let is_done = reset_at.is_some()
        && accounts::set_first_password(&mut transaction, account, password_hash, now).await?;
    if is_done {
        let keep = "UPDATE accounts SET reset_at = ? WHERE id = ?";
        transaction.query(keep, params![reset_at, account]).await?;
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    Ok(is_done)
}
