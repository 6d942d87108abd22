use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, Value, params};
use serde::Serialize;
use uuid::Uuid;

use super::{
    accounts, from_json,
    letters::{self, Whereabouts},
    to_json,
};
use crate::domain::{
    account::Holder,
    attachment::{Attachment, Issue},
    letter::Letter,
};

pub(super) const COLUMNS: &str = "id, account, habilitation, organisation, roles, label, opened_at";

pub(super) fn decode(row: &Row) -> Result<Attachment, SqlError> {
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

/// Where the letter is that brings the holder of an attachment its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LetterState {
    /// It waits for the dispatcher.
    AEnvoyer,
    /// It was handed over.
    Remis,
    /// It has expired, or was never written: another secret has to be asked for.
    Expire,
    /// None is needed: its holder has accepted.
    Inutile,
}

/// What was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) letter: LetterState,
    /// The account has its password, from another attachment or this one, or is to have another after a reset.
    pub(crate) is_active: bool,
}

/// An attachment that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Its holder has not accepted it yet.
    Awaited,
    Accepted,
    /// It is attached to the account of another.
    Elsewhere,
}

/// How an habilitation stands with this account.
pub(crate) async fn find_known(
    database: &Database,
    (account, habilitation): (Uuid, Uuid),
) -> Result<Option<Known>, SqlError> {
    let statement = "SELECT account = ?, accepted_at IS NOT NULL FROM attachments
        WHERE habilitation = ? AND ended_at IS NULL";
    let rows = database.query(statement, params![account, habilitation]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(match (row.get(0)?, row.get(1)?) {
        (false, _) => Known::Elsewhere,
        (true, false) => Known::Awaited,
        (true, true) => Known::Accepted,
    }))
}

/// Opens an account, unless it is there, and attaches to it, in one transaction. The secret is issued to what had none
/// and, when it is a reissue, to what is not accepted yet. None when the identifier has another account, the habilitation
/// is attached to another, or another request opened the account again.
pub(crate) async fn open(
    database: &Database,
    holder: &Holder,
    attachment: &Attachment,
    issue: Issue,
) -> Result<Option<Opening>, SqlError> {
    let mut transaction = database.begin().await?;
    let opening = open_within(&mut transaction, holder, attachment, issue).await?;
    match opening {
        Some(_) => transaction.commit().await?,
        None => transaction.rollback().await?,
    }
    Ok(opening)
}

/// The same in a transaction, which is to be given up when there is none.
pub(crate) async fn open_within(
    transaction: &mut Transaction,
    holder: &Holder,
    attachment: &Attachment,
    issue: Issue,
) -> Result<Option<Opening>, SqlError> {
    if !accounts::open(transaction, holder, attachment.opened_at).await? {
        return Ok(None);
    }
    let account = &holder.account;
    insert(transaction, attachment).await?;
    let own = "SELECT id, accepted_at IS NOT NULL, activation_hash IS NOT NULL FROM attachments
        WHERE account = ? AND (habilitation = ? OR id = ?) AND ended_at IS NULL";
    let values = params![account.id, attachment.habilitation, attachment.id];
    let rows = transaction.query(own, values).await?;
    let Some(own) = rows.first() else { return Ok(None) };
    let (id, is_accepted, has_secret) = (own.get(0)?, own.get(1)?, own.get::<bool>(2)?);
    let letter = match (is_accepted, has_secret && !issue.is_reissue) {
        (true, _) => LetterState::Inutile,
        (false, true) => letter_state(transaction, id, attachment.opened_at).await?,
        (false, false) => renew_secret(transaction, id, issue).await?,
    };
    let is_active = accounts::has_begun(transaction, account.id).await?;
    Ok(Some(Opening { letter, is_active }))
}

async fn letter_state(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<LetterState, SqlError> {
    Ok(match letters::find_whereabouts(transaction, id, now).await? {
        Whereabouts::Pending => LetterState::AEnvoyer,
        Whereabouts::Delivered => LetterState::Remis,
        Whereabouts::Nowhere => LetterState::Expire,
    })
}

/// Puts an activation secret in place of the one of this attachment, and its letter in place of the former.
async fn renew_secret(
    transaction: &mut Transaction,
    id: Uuid,
    issue: Issue,
) -> Result<LetterState, SqlError> {
    let Issue { activation, letter, .. } = issue;
    let statement = "UPDATE attachments SET activation_hash = ?, activation_expires_at = ? WHERE id = ?";
    transaction.query(statement, params![activation.hash, activation.expires_at, id]).await?;
    match letter {
        Some(letter) => {
            letters::post(transaction, &Letter { subject: id, ..letter }).await?;
            Ok(LetterState::AEnvoyer)
        }
        None => Ok(LetterState::Remis),
    }
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
        "SELECT {COLUMNS} FROM attachments WHERE {criterion} = ? AND accepted_at IS NOT NULL AND ended_at IS NULL
         ORDER BY opened_at, id"
    );
    database.query(&statement, &[value]).await?.iter().map(decode).collect()
}

/// An attachment that its holder accepted.
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

const END: &str = "UPDATE attachments SET ended_at = ?, activation_hash = NULL, activation_expires_at = NULL
    WHERE account = ? AND ended_at IS NULL";

/// What an ending came to.
pub(crate) struct Ending {
    /// Whether the account is closed.
    pub(crate) is_closed: bool,
    /// Whether something ended that had not before.
    pub(crate) is_new: bool,
}

/// Ends the attachment of an habilitation and its sessions, in one transaction. When it was the last, closes the account;
/// when it was the last accepted, erases the secrets of the account, which then waits for the first connection of
/// whoever holds one of the others.
pub(crate) async fn end_attachment(
    transaction: &mut Transaction,
    account: Uuid,
    habilitation: Uuid,
    now: Timestamp,
) -> Result<Ending, SqlError> {
    let end = format!("{END} AND habilitation = ? RETURNING id");
    let is_new = !transaction.query(&end, params![now, account, habilitation]).await?.is_empty();
    let is_closed = settle(transaction, account, now).await?;
    Ok(Ending { is_closed, is_new })
}

/// Ends what makes of someone one of the fund's people.
pub(crate) async fn end_at_fund(
    transaction: &mut Transaction,
    account: Uuid,
    now: Timestamp,
) -> Result<(), SqlError> {
    let end = format!("{END} AND habilitation IS NULL");
    transaction.query(&end, params![now, account]).await?;
    settle(transaction, account, now).await.map(drop)
}

/// After attachments ended: ends their sessions; when none is left, closes the account; when none that is left is
/// accepted, erases its secrets. Tells whether the account is closed.
async fn settle(transaction: &mut Transaction, account: Uuid, now: Timestamp) -> Result<bool, SqlError> {
    letters::void_ended(transaction, account).await?;
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL
        AND attachment IN (SELECT id FROM attachments WHERE account = ? AND ended_at IS NOT NULL)";
    transaction.query(end, params![now, account, account]).await?;
    let others =
        "SELECT max(accepted_at IS NOT NULL) FROM attachments WHERE account = ? AND ended_at IS NULL";
    let has_accepted = transaction.query(others, params![account]).await?;
    let has_accepted: Option<bool> = has_accepted.first().map_or(Ok(None), |row| row.get(0))?;
    let is_last = has_accepted.is_none();
    match has_accepted {
        Some(true) => {}
        Some(false) => accounts::erase_secrets(transaction, account).await?,
        None => accounts::close(transaction, account, now).await?,
    }
    Ok(is_last)
}

/// Ends all that is attached to an account, and closes it with its sessions, in one transaction.
pub(crate) async fn end_all(
    transaction: &mut Transaction,
    account: Uuid,
    now: Timestamp,
) -> Result<Ending, SqlError> {
    let end = format!("{END} RETURNING id");
    let is_new = !transaction.query(&end, params![now, account]).await?.is_empty();
    letters::void_ended(transaction, account).await?;
    accounts::close(transaction, account, now).await?;
    Ok(Ending { is_closed: true, is_new })
}
