use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use crate::domain::account::{Account, Activation, Totp};

const COLUMNS: &str = "id, identifier, last_name, first_names, password_hash,
    totp_sealed, totp_enrolled_at IS NOT NULL, totp_last_step";

fn decode(row: &Row) -> Result<Account, SqlError> {
    let totp = match row.get::<Option<Vec<u8>>>(5)? {
        Some(sealed) => Some(Totp { sealed, is_enrolled: row.get(6)?, last_step: row.get(7)? }),
        None => None,
    };
    Ok(Account {
        id: row.get(0)?,
        identifier: row.get(1)?,
        last_name: row.get(2)?,
        first_names: row.get(3)?,
        password_hash: row.get(4)?,
        totp,
    })
}

/// Inserts an account, unless its id or its identifier is in use.
pub(super) async fn insert_account(
    transaction: &mut Transaction,
    account: &Account,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO accounts (id, identifier, last_name, first_names, opened_at)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let values = params![account.id, &account.identifier, &account.last_name, &account.first_names, now];
    transaction.query(statement, values).await.map(drop)
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

/// Puts an activation secret in place of the one that waits; false when the account was activated before.
pub(super) async fn await_activation(
    transaction: &mut Transaction,
    account: Uuid,
    activation: Activation,
) -> Result<bool, SqlError> {
    let statement = "UPDATE accounts SET activation_hash = ?, activation_expires_at = ?
        WHERE id = ? AND closed_at IS NULL AND password_hash IS NULL RETURNING id";
    let values = params![activation.hash, activation.expires_at, account];
    Ok(!transaction.query(statement, values).await?.is_empty())
}

/// Gives the account whose activation secret this is, without using it up.
pub(crate) async fn find_account_to_activate(
    database: &Database,
    identifier: &str,
    activation_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Account>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM accounts WHERE identifier = ? AND activation_hash = ?
         AND activation_expires_at > ? AND closed_at IS NULL"
    );
    database
        .query(&statement, params![identifier, activation_hash, now])
        .await?
        .first()
        .map(decode)
        .transpose()
}

/// Uses up the activation secret and sets the password; false when another request was first.
pub(crate) async fn set_first_password(
    database: &Database,
    account: Uuid,
    activation_hash: [u8; 32],
    password_hash: &str,
) -> Result<bool, SqlError> {
    let statement =
        "UPDATE accounts SET password_hash = ?, activation_hash = NULL, activation_expires_at = NULL
        WHERE id = ? AND activation_hash = ? AND closed_at IS NULL RETURNING id";
    Ok(!database.query(statement, params![password_hash, account, activation_hash]).await?.is_empty())
}

/// Closes an account, erases its secrets and ends its sessions.
pub(super) async fn close(transaction: &mut Transaction, id: Uuid, now: Timestamp) -> Result<(), SqlError> {
    let close =
        "UPDATE accounts SET closed_at = ?, password_hash = NULL, totp_sealed = NULL, activation_hash = NULL
        WHERE id = ? AND closed_at IS NULL";
    transaction.query(close, params![now, id]).await?;
    transaction.query("DELETE FROM recovery_codes WHERE account = ?", params![id]).await?;
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
    transaction.query(end, params![now, id]).await.map(drop)
}
