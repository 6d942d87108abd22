use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, Value, params};
use uuid::Uuid;

use super::{accounts, from_json, to_json};
use crate::domain::{
    account::{Account, Activation},
    attachment::Attachment,
};

const COLUMNS: &str = "id, account, habilitation, organisation, roles, label, opened_at";

fn decode(row: &Row) -> Result<Attachment, SqlError> {
    Ok(Attachment {
        id: row.get(0)?,
        account: row.get(1)?,
        habilitation: row.get(2)?,
        organisation: row.get(3)?,
        roles: from_json(&row.get::<String>(4)?, 4, "a list of roles")?,
        label: row.get(5)?,
        opened_at: row.get(6)?,
    })
}

/// Whether an account that is opened or attached to waits for its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// The activation secret given is now the one that opens it.
    Awaited,
    /// Its holder activated it before; no secret is of use.
    Activated,
}

/// Opens an account, unless it is there, and attaches to it, in one transaction. None when the identifier has another
/// account, or the habilitation is attached to another.
pub(crate) async fn open(
    database: &Database,
    account: &Account,
    attachment: &Attachment,
    activation: Activation,
) -> Result<Option<Opening>, SqlError> {
    let mut transaction = database.begin().await?;
    accounts::insert_account(&mut transaction, account, attachment.opened_at).await?;
    insert(&mut transaction, attachment).await?;
    let own = "SELECT id FROM attachments
        WHERE account = ? AND (habilitation = ? OR id = ?) AND ended_at IS NULL";
    let values = params![account.id, attachment.habilitation, attachment.id];
    if transaction.query(own, values).await?.is_empty() {
        transaction.rollback().await?;
        return Ok(None);
    }
    let is_awaited = accounts::await_activation(&mut transaction, account.id, activation).await?;
    transaction.commit().await?;
    Ok(Some(if is_awaited { Opening::Awaited } else { Opening::Activated }))
}

/// Attaches to an account that is open, unless the habilitation is attached already.
async fn insert(transaction: &mut Transaction, attachment: &Attachment) -> Result<(), SqlError> {
    let statement =
        "INSERT INTO attachments (id, account, habilitation, organisation, roles, label, opened_at)
        SELECT ?, id, ?, ?, ?, ?, ? FROM accounts WHERE id = ? AND closed_at IS NULL ON CONFLICT DO NOTHING";
    let roles = to_json(&attachment.roles)?;
    let values = params![
        attachment.id,
        attachment.habilitation,
        attachment.organisation,
        &roles,
        attachment.label.clone(),
        attachment.opened_at,
        attachment.account,
    ];
    transaction.query(statement, values).await.map(drop)
}

async fn list(database: &Database, criterion: &str, value: Value) -> Result<Vec<Attachment>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM attachments WHERE {criterion} = ? AND ended_at IS NULL ORDER BY opened_at, id"
    );
    database.query(&statement, &[value]).await?.iter().map(decode).collect()
}

pub(crate) async fn find_attachment(database: &Database, id: Uuid) -> Result<Option<Attachment>, SqlError> {
    Ok(list(database, "id", id.into()).await?.pop())
}

/// What a person may act under, oldest first.
pub(crate) async fn list_attachments(
    database: &Database,
    account: Uuid,
) -> Result<Vec<Attachment>, SqlError> {
    list(database, "account", account.into()).await
}

/// Ends the attachment of an habilitation and its sessions, and closes the account when it was the last, in one
/// transaction. Tells whether the account is closed.
pub(crate) async fn end_attachment(
    database: &Database,
    account: Uuid,
    habilitation: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let end =
        "UPDATE attachments SET ended_at = ? WHERE account = ? AND habilitation = ? AND ended_at IS NULL";
    transaction.query(end, params![now, account, habilitation]).await?;
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL
        AND attachment IN (SELECT id FROM attachments WHERE account = ? AND ended_at IS NOT NULL)";
    transaction.query(end, params![now, account, account]).await?;
    let others = "SELECT id FROM attachments WHERE account = ? AND ended_at IS NULL";
    let is_last = transaction.query(others, params![account]).await?.is_empty();
    if is_last {
        accounts::close(&mut transaction, account, now).await?;
    }
    transaction.commit().await?;
    Ok(is_last)
}

/// Ends all that is attached to an account, and closes it with its sessions, in one transaction.
pub(crate) async fn end_all(database: &Database, account: Uuid, now: Timestamp) -> Result<(), SqlError> {
    let mut transaction = database.begin().await?;
    let end = "UPDATE attachments SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
    transaction.query(end, params![now, account]).await?;
    accounts::close(&mut transaction, account, now).await?;
    transaction.commit().await
}
