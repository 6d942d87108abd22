use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use crate::domain::letter::Letter;

/// How many letters are read at once, and how many of those that expired each posting erases.
const PAGE: i64 = 20;

/// Posts a letter in place of any other for the same, and erases some of those that expired.
pub(crate) async fn post(transaction: &mut Transaction, letter: &Letter) -> Result<(), SqlError> {
    let expired = "DELETE FROM letters WHERE id IN (SELECT id FROM letters WHERE expires_at <= ? LIMIT ?)";
    transaction.query(expired, params![letter.posted_at, PAGE]).await?;
    void(transaction, letter.subject).await?;
    let statement = "INSERT INTO letters (id, subject, account, sealed, posted_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)";
    let values = params![
        letter.id,
        letter.subject,
        letter.account,
        letter.sealed.clone(),
        letter.posted_at,
        letter.expires_at,
    ];
    transaction.query(statement, values).await.map(drop)
}

/// Erases the letter for this: its secret is used, or opens nothing any more.
pub(crate) async fn void(transaction: &mut Transaction, subject: Uuid) -> Result<(), SqlError> {
    transaction.query("DELETE FROM letters WHERE subject = ?", params![subject]).await.map(drop)
}

/// Erases the letters to a person, but for those of attachments that are still open.
pub(super) async fn void_ended(transaction: &mut Transaction, account: Uuid) -> Result<(), SqlError> {
    let statement = "DELETE FROM letters WHERE account = ?
        AND subject IN (SELECT id FROM attachments WHERE ended_at IS NOT NULL)";
    transaction.query(statement, params![account]).await.map(drop)
}

/// Where the letter for something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whereabouts {
    Pending,
    Delivered,
    Nowhere,
}

/// Where the letter for this is at `now`.
pub(super) async fn find_whereabouts(
    transaction: &mut Transaction,
    subject: Uuid,
    now: Timestamp,
) -> Result<Whereabouts, SqlError> {
    let statement = "SELECT delivered_at IS NOT NULL FROM letters WHERE subject = ? AND expires_at > ?";
    let found: Option<bool> = transaction
        .query(statement, params![subject, now])
        .await?
        .first()
        .map(|row| row.get(0))
        .transpose()?;
    Ok(match found {
        Some(true) => Whereabouts::Delivered,
        Some(false) => Whereabouts::Pending,
        None => Whereabouts::Nowhere,
    })
}

/// A letter that waits to be handed over.
pub(crate) struct Pending {
    pub(crate) id: Uuid,
    pub(crate) sealed: Vec<u8>,
    pub(crate) posted_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// Whether its holder signs in first, and enters the secret then.
    pub(crate) is_further: bool,
}

/// The letters that wait at `now`, oldest first, after the one called `after`.
pub(crate) async fn list_pending(
    database: &Database,
    after: Uuid,
    now: Timestamp,
) -> Result<Vec<Pending>, SqlError> {
    let statement = "SELECT l.id, l.sealed, l.posted_at, l.expires_at,
        l.subject <> l.account AND (a.password_hash IS NOT NULL OR a.reset_hash IS NOT NULL)
        FROM letters l JOIN accounts a ON a.id = l.account
        WHERE l.delivered_at IS NULL AND l.id > ? AND l.expires_at > ? ORDER BY l.id LIMIT ?";
    database.query(statement, params![after, now, PAGE]).await?.iter().map(pending).collect()
}

fn pending(row: &Row) -> Result<Pending, SqlError> {
    Ok(Pending {
        id: row.get(0)?,
        sealed: row.get(1)?,
        posted_at: row.get(2)?,
        expires_at: row.get(3)?,
        is_further: row.get(4)?,
    })
}

/// Whether a letter that has not expired was handed over; none when there is no such letter.
pub(crate) async fn is_delivered(
    database: &Database,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<bool>, SqlError> {
    let statement = "SELECT delivered_at IS NOT NULL FROM letters WHERE id = ? AND expires_at > ?";
    database.query(statement, params![id, now]).await?.first().map(|row| row.get(0)).transpose()
}

/// Erases what a letter said, once it is handed over; false when it is no more.
pub(crate) async fn deliver(database: &Database, id: Uuid, now: Timestamp) -> Result<bool, SqlError> {
    let statement = "UPDATE letters SET sealed = NULL, delivered_at = coalesce(delivered_at, ?) WHERE id = ? RETURNING id";
    Ok(!database.query(statement, params![now, id]).await?.is_empty())
}
