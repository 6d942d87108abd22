use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, Value, params};
use uuid::Uuid;

use super::{
    factors::{self, Proof},
    sign_ins,
};
use crate::domain::{
    account::Account,
    session::{ABSOLUTE, IDLE, SEEN_EVERY, earlier},
};

/// A sign-in that is neither ended nor expired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    /// What the person acts under.
    pub(crate) attachment: Uuid,
    pub(crate) opened_at: Timestamp,
    pub(crate) seen_at: Timestamp,
}

/// A session ends at the instant from which its holder's password opens nothing but its own renewal.
const LIVE: &str = "ended_at IS NULL AND seen_at > ? AND opened_at > ? AND NOT EXISTS (SELECT 1 FROM accounts
    WHERE accounts.id = sessions.account AND accounts.password_expires_at <= ?)";

fn limits(now: Timestamp) -> [Value; 3] {
    [earlier(now, IDLE).into(), earlier(now, ABSOLUTE).into(), now.into()]
}

fn decode(row: &Row) -> Result<Session, SqlError> {
    Ok(Session {
        id: row.get(0)?,
        account: row.get(1)?,
        attachment: row.get(2)?,
        opened_at: row.get(3)?,
        seen_at: row.get(4)?,
    })
}

/// How an attempt to open a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    Opened,
    /// The sign-in that leads to it is over, or what was proved in it: another request finished or used it, or it expired.
    Over,
    /// Its attachment is not accepted, or has ended.
    NoAttachment,
}

/// Opens a session with what was proved, which it uses up, and ends the sign-in that leads to it. What did not open it is
/// to be rolled back.
pub(crate) async fn open_session(
    transaction: &mut Transaction,
    session: &Session,
    (account, proof): (&Account, &Proof<'_>),
    (sign_in_hash, browser_hash): ([u8; 32], [u8; 32]),
) -> Result<Opening, SqlError> {
    let now = session.opened_at;
    if !factors::use_up(transaction, account, proof, now).await?
        || !sign_ins::take_sign_in(transaction, sign_in_hash, account.id, now).await?
    {
        return Ok(Opening::Over);
    }
    let is_open = insert(transaction, session, browser_hash).await?;
    Ok(if is_open { Opening::Opened } else { Opening::NoAttachment })
}

async fn insert(
    transaction: &mut Transaction,
    session: &Session,
    browser_hash: [u8; 32],
) -> Result<bool, SqlError> {
    let statement = "INSERT INTO sessions (id, account, attachment, browser_hash, opened_at, seen_at)
        SELECT ?, account, id, ?, ?, ? FROM attachments
        WHERE id = ? AND account = ? AND accepted_at IS NOT NULL AND ended_at IS NULL RETURNING id";
    let (opened_at, seen_at) = (session.opened_at, session.seen_at);
    let values = params![session.id, browser_hash, opened_at, seen_at, session.attachment, session.account];
    Ok(!transaction.query(statement, values).await?.is_empty())
}

async fn find(
    database: &Database,
    criterion: &str,
    value: Value,
    now: Timestamp,
) -> Result<Vec<Session>, SqlError> {
    let [idle, absolute, present] = limits(now);
    let statement = format!(
        "SELECT id, account, attachment, opened_at, seen_at FROM sessions WHERE {criterion} = ? AND {LIVE} ORDER BY id"
    );
    database.query(&statement, &[value, idle, absolute, present]).await?.iter().map(decode).collect()
}

pub(crate) async fn find_session(
    database: &Database,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Session>, SqlError> {
    Ok(find(database, "id", id.into(), now).await?.pop())
}

/// Whether a session still lives, in a transaction that writes for its holder.
pub(crate) async fn lives(transaction: &mut Transaction, id: Uuid, now: Timestamp) -> Result<bool, SqlError> {
    let [idle, absolute, present] = limits(now);
    let statement = format!("SELECT id FROM sessions WHERE id = ? AND {LIVE}");
    Ok(!transaction.query(&statement, &[id.into(), idle, absolute, present]).await?.is_empty())
}

pub(crate) async fn find_session_of_browser(
    database: &Database,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Session>, SqlError> {
    Ok(find(database, "browser_hash", browser_hash.into(), now).await?.pop())
}

pub(crate) async fn list_sessions(
    database: &Database,
    account: Uuid,
    now: Timestamp,
) -> Result<Vec<Session>, SqlError> {
    find(database, "account", account.into(), now).await
}

/// A client is registered and, when it is not the fund's own, has the consent of whoever the session is of, as what they act
/// in it.
const THROUGH: &str = "EXISTS (SELECT 1 FROM clients
    WHERE clients.id = ? AND clients.closed_at IS NULL AND clients.approved_at IS NOT NULL
    AND (clients.organisation IS NULL OR EXISTS (SELECT 1 FROM consents WHERE consents.client = clients.id
        AND consents.account = sessions.account AND consents.attachment = sessions.attachment
        AND consents.expires_at > ?)))";

/// The session, when this client may still act in it.
pub(crate) async fn find_session_through(
    database: &Database,
    client: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Session>, SqlError> {
    let (statement, values) = through(client, id, now);
    database.query(&statement, &values).await?.first().map(decode).transpose()
}

/// Whether it may, in a transaction that writes for its holder.
pub(crate) async fn lives_through(
    transaction: &mut Transaction,
    client: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let (statement, values) = through(client, id, now);
    Ok(!transaction.query(&statement, &values).await?.is_empty())
}

fn through(client: Uuid, id: Uuid, now: Timestamp) -> (String, [Value; 6]) {
    let [idle, absolute, present] = limits(now);
    let statement = format!(
        "SELECT id, account, attachment, opened_at, seen_at FROM sessions WHERE id = ? AND {LIVE} AND {THROUGH}"
    );
    (statement, [id.into(), idle, absolute, present, client.into(), now.into()])
}

/// Whether the session lives, and this client may still act in it; its last request is written down when the one written
/// is old enough.
pub(crate) async fn is_session_live(
    database: &Database,
    client: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let Some(session) = find_session_through(database, client, id, now).await? else { return Ok(false) };
    if session.seen_at < earlier(now, SEEN_EVERY) {
        let statement = "UPDATE sessions SET seen_at = ? WHERE id = ? AND ended_at IS NULL";
        database.query(statement, params![now, id]).await?;
    }
    Ok(true)
}

/// Ends one session; false when it was already.
pub(crate) async fn end_session(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL RETURNING id";
    Ok(!transaction.query(statement, params![now, id]).await?.is_empty())
}

/// Ends all sessions of an account, and the sign-ins under way that would open others.
pub(crate) async fn end_sessions(
    transaction: &mut Transaction,
    account: Uuid,
    now: Timestamp,
) -> Result<(), SqlError> {
    let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
    transaction.query(end, params![now, account]).await?;
    sign_ins::end_sign_ins(transaction, account).await
}
