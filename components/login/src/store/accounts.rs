use jiff::Timestamp;
use platform::{Database, Row, SqlError, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::account::{Account, Totp};

const COLUMNS: &str =
    "id, identifier, last_name, first_names, organisation, habilitation, roles, password_hash,
    totp_sealed, totp_enrolled_at IS NOT NULL, totp_last_step";

fn decode(row: &Row) -> Result<Account, SqlError> {
    let totp = match row.get::<Option<Vec<u8>>>(8)? {
        Some(sealed) => Some(Totp { sealed, is_enrolled: row.get(9)?, last_step: row.get(10)? }),
        None => None,
    };
    Ok(Account {
        id: row.get(0)?,
        identifier: row.get(1)?,
        last_name: row.get(2)?,
        first_names: row.get(3)?,
        organisation: row.get(4)?,
        habilitation: row.get(5)?,
        roles: from_json(&row.get::<String>(6)?, 6, "a list of roles")?,
        password_hash: row.get(7)?,
        totp,
    })
}

/// Inserts an account and gives true, or false when the id, the identifier or the habilitation is already in use.
pub(crate) async fn insert_account(
    database: &Database,
    account: &Account,
    activation_hash: [u8; 32],
    activation_expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement =
        "INSERT INTO accounts (id, identifier, last_name, first_names, organisation, habilitation, roles,
        opened_at, activation_hash, activation_expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING RETURNING id";
    let roles = to_json(&account.roles)?;
    let values = params![
        account.id,
        &account.identifier,
        &account.last_name,
        &account.first_names,
        account.organisation,
        account.habilitation,
        &roles,
        now,
        activation_hash,
        activation_expires_at,
    ];
    Ok(!database.query(statement, values).await?.is_empty())
}

pub(crate) async fn find_account(database: &Database, id: Uuid) -> Result<Option<Account>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM accounts WHERE id = ? AND closed_at IS NULL");
    database.query(&statement, params![id]).await?.first().map(decode).transpose()
}

pub(crate) async fn find_account_by_identifier(
    database: &Database,
    identifier: &str,
) -> Result<Option<Account>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM accounts WHERE identifier = ? AND closed_at IS NULL");
    database.query(&statement, params![identifier]).await?.first().map(decode).transpose()
}

/// Gives the account of this habilitation, and puts a new activation secret in place of one that was not used.
pub(crate) async fn renew_activation(
    database: &Database,
    habilitation: Uuid,
    identifier: &str,
    activation_hash: [u8; 32],
    activation_expires_at: Timestamp,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "UPDATE accounts SET activation_hash = ?, activation_expires_at = ?
        WHERE habilitation = ? AND identifier = ? AND closed_at IS NULL AND password_hash IS NULL RETURNING id";
    let values = params![activation_hash, activation_expires_at, habilitation, identifier];
    database.query(statement, values).await?.first().map(|row| row.get(0)).transpose()
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

/// Closes an account and ends all its sessions, in one transaction; false when it was already closed or never was.
pub(crate) async fn close_account(database: &Database, id: Uuid, now: Timestamp) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let close =
        "UPDATE accounts SET closed_at = ?, password_hash = NULL, totp_sealed = NULL, activation_hash = NULL
        WHERE id = ? AND closed_at IS NULL RETURNING id";
    let is_closed = !transaction.query(close, params![now, id]).await?.is_empty();
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
    transaction.query(end, params![now, id]).await?;
    transaction.commit().await?;
    Ok(is_closed)
}
