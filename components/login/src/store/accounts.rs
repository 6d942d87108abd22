use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{campaigns, letters, proposals};
use crate::domain::account::{Account, Holder, Totp};

const COLUMNS: &str = "id, identifier, last_name, first_names, password_hash,
    totp_sealed, totp_last_step, password_expires_at, reset_hash IS NOT NULL";

fn decode(row: &Row) -> Result<Account, SqlError> {
    let totp = match row.get::<Option<Vec<u8>>>(5)? {
        Some(sealed) => Some(Totp { sealed, last_step: row.get(6)? }),
        None => None,
    };
    Ok(Account {
        id: row.get(0)?,
        identifier: row.get(1)?,
        last_name: row.get(2)?,
        first_names: row.get(3)?,
        password_hash: row.get(4)?,
        totp,
        password_expires_at: row.get(7)?,
        is_reset: row.get(8)?,
    })
}

/// Opens the account of someone new, unless its id or its identifier is in use, or of someone who comes back. False when it
/// is not theirs to open again: another request was first.
pub(super) async fn open(
    transaction: &mut Transaction,
    holder: &Holder,
    now: Timestamp,
) -> Result<bool, SqlError> {
    if holder.is_gone {
        return reopen(transaction, &holder.account, now).await;
    }
    let account = &holder.account;
    let statement = "INSERT INTO accounts (id, identifier, last_name, first_names, opened_at)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let values = params![account.id, &account.identifier, &account.last_name, &account.first_names, now];
    transaction.query(statement, values).await?;
    Ok(true)
}

/// Under the same id, so that what they did before stays theirs; of what opened the account then, or was proposed about
/// them, nothing is left.
async fn reopen(transaction: &mut Transaction, account: &Account, now: Timestamp) -> Result<bool, SqlError> {
    let open = "UPDATE OR IGNORE accounts SET closed_at = NULL
        WHERE id = ? AND identifier = ? AND closed_at IS NOT NULL RETURNING id";
    let is_reopened = !transaction.query(open, params![account.id, &account.identifier]).await?.is_empty();
    if is_reopened {
        forget(transaction, account.id, now).await?;
        proposals::forget_about(transaction, account.id).await?;
    }
    Ok(is_reopened)
}

pub(crate) async fn find_account(database: &Database, id: Uuid) -> Result<Option<Account>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM accounts WHERE id = ? AND closed_at IS NULL");
    database.query(&statement, params![id]).await?.first().map(decode).transpose()
}

/// Whether an account has this id, open or closed.
pub(crate) async fn has_account(database: &Database, id: Uuid) -> Result<bool, SqlError> {
    Ok(!database.query("SELECT id FROM accounts WHERE id = ?", params![id]).await?.is_empty())
}

pub(crate) async fn find_account_by_identifier(
    database: &Database,
    identifier: &str,
) -> Result<Option<Account>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM accounts WHERE identifier = ? AND closed_at IS NULL");
    database.query(&statement, params![identifier]).await?.first().map(decode).transpose()
}

/// Whose this identifier is or, when no open account has it, whoever had it last and whose names are kept.
pub(crate) async fn find_holder(database: &Database, identifier: &str) -> Result<Option<Holder>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS}, closed_at IS NOT NULL FROM accounts WHERE identifier = ?
         ORDER BY closed_at IS NOT NULL, closed_at DESC LIMIT 1"
    );
    let rows = database.query(&statement, params![identifier]).await?;
    rows.first().map(|row| Ok(Holder { account: decode(row)?, is_gone: row.get(9)? })).transpose()
}

/// Whether a first connection was made: the account has a password, or its holder starts over after a reset.
pub(super) async fn has_begun(transaction: &mut Transaction, id: Uuid) -> Result<bool, SqlError> {
    let statement =
        "SELECT id FROM accounts WHERE id = ? AND (password_hash IS NOT NULL OR reset_hash IS NOT NULL)";
    Ok(!transaction.query(statement, params![id]).await?.is_empty())
}

/// Sets the password of an account that has none and waits for none after a reset, and leaves nothing else of whoever may
/// have held it before; false when another request was first.
pub(super) async fn set_first_password(
    transaction: &mut Transaction,
    id: Uuid,
    password_hash: &str,
    now: Timestamp,
) -> Result<bool, SqlError> {
    if has_begun(transaction, id).await? {
        return Ok(false);
    }
    erase_secrets(transaction, id).await?;
    let statement = "UPDATE accounts SET password_hash = ?, password_set_at = ?
        WHERE id = ? AND closed_at IS NULL RETURNING id";
    let is_set = !transaction.query(statement, params![password_hash, now, id]).await?.is_empty();
    campaigns::renewed(transaction, id, now).await?;
    Ok(is_set)
}

/// Erases the password and the second factor, with the sign-ins under way that proved them, and the secret of a reset that
/// would set others.
pub(super) async fn erase_secrets(transaction: &mut Transaction, id: Uuid) -> Result<(), SqlError> {
    let erase = "UPDATE accounts SET password_hash = NULL, password_set_at = NULL, password_expires_at = NULL, totp_sealed = NULL,
        totp_enrolled_at = NULL, totp_last_step = 0, recovery_codes_given_at = NULL,
        reset_at = NULL, reset_hash = NULL, reset_expires_at = NULL WHERE id = ?";
    transaction.query(erase, params![id]).await?;
    letters::void(transaction, id).await?;
    transaction.query("DELETE FROM factor_renewals WHERE account = ?", params![id]).await?;
    transaction.query("DELETE FROM recovery_codes WHERE account = ?", params![id]).await?;
    transaction.query("DELETE FROM known_browsers WHERE account = ?", params![id]).await?;
    transaction.query("DELETE FROM sign_ins WHERE account = ?", params![id]).await.map(drop)
}

/// Closes an account.
pub(super) async fn close(transaction: &mut Transaction, id: Uuid, now: Timestamp) -> Result<(), SqlError> {
    forget(transaction, id, now).await?;
    let close = "UPDATE accounts SET closed_at = ? WHERE id = ? AND closed_at IS NULL";
    transaction.query(close, params![now, id]).await.map(drop)
}

/// Erases what proves who the holder is, and ends all that it opened.
async fn forget(transaction: &mut Transaction, id: Uuid, now: Timestamp) -> Result<(), SqlError> {
    erase_secrets(transaction, id).await?;
    transaction.query("DELETE FROM consents WHERE account = ?", params![id]).await?;
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
    transaction.query(end, params![now, id]).await.map(drop)
}
