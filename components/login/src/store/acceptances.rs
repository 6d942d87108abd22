use jiff::Timestamp;
use platform::{Database, SqlError, Transaction, params};
use uuid::Uuid;

use super::{
    accounts,
    attachments::{COLUMNS, decode},
    letters,
};
use crate::domain::attachment::Attachment;

const AWAITED: &str = "accepted_at IS NULL AND ended_at IS NULL AND activation_expires_at > ?
    AND account = (SELECT id FROM accounts WHERE identifier = ? AND closed_at IS NULL)";

/// Gives the attachment of this person whose activation secret this is, without using it up.
pub(crate) async fn find_awaited(
    database: &Database,
    identifier: &str,
    activation_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Attachment>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM attachments WHERE {AWAITED} AND activation_hash = ?");
    let values = params![now, identifier, activation_hash];
    database.query(&statement, values).await?.first().map(decode).transpose()
}

/// Whether an activation secret of this person waits for them.
pub(crate) async fn is_any_awaited(
    database: &Database,
    identifier: &str,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = format!("SELECT id FROM attachments WHERE {AWAITED} LIMIT 1");
    Ok(!database.query(&statement, params![now, identifier]).await?.is_empty())
}

const ACCEPT: &str = "UPDATE attachments
    SET accepted_at = ?1, activation_hash = NULL, activation_expires_at = NULL
    WHERE id = ?2 AND activation_hash = ?3 AND activation_expires_at > ?1 AND accepted_at IS NULL AND ended_at IS NULL";

/// Uses the secret of an attachment up to set the first password of its account, in one transaction; false when another
/// request was first.
pub(crate) async fn accept_first(
    database: &Database,
    attachment: &Attachment,
    (activation_hash, password_hash): ([u8; 32], &str),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let is_done = accept(&mut transaction, attachment.id, activation_hash, now).await?
        && accounts::set_first_password(&mut transaction, attachment.account, password_hash, now).await?;
    if is_done {
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    Ok(is_done)
}

async fn accept(
    transaction: &mut Transaction,
    id: Uuid,
    activation_hash: [u8; 32],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = format!("{ACCEPT} RETURNING id");
    let is_done = !transaction.query(&statement, params![now, id, activation_hash]).await?.is_empty();
    letters::void(transaction, id).await?;
    Ok(is_done)
}

/// Uses the secret of a further attachment up, from a sign-in in which both factors of its account are proved; false
/// when another request was first.
pub(crate) async fn accept_further(
    database: &Database,
    attachment: Uuid,
    activation_hash: [u8; 32],
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let proved = "SELECT 1 FROM sign_ins s JOIN attachments a ON a.account = s.account
        WHERE s.browser_hash = ? AND s.factor IS NOT NULL AND s.expires_at > ? AND a.id = ?";
    let is_proved = !transaction.query(proved, params![browser_hash, now, attachment]).await?.is_empty();
    let is_done = is_proved && accept(&mut transaction, attachment, activation_hash, now).await?;
    if is_done {
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    Ok(is_done)
}
