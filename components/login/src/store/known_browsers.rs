use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, Transaction, params};
use uuid::Uuid;

use crate::domain::session::earlier;

/// How long a browser is known after the last sign-in in it.
pub(crate) const LIFE: SignedDuration = SignedDuration::from_hours(24 * 180);

/// How many browsers an account knows.
const KEPT: u32 = 10;

/// The account of this identifier, when it signed in in this browser before.
pub(crate) async fn find_account(
    database: &Database,
    identifier: &str,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT account FROM known_browsers JOIN accounts ON accounts.id = account
        WHERE hash = ? AND seen_at > ? AND identifier = ? AND closed_at IS NULL";
    let values = params![browser_hash, earlier(now, LIFE), identifier];
    database.query(statement, values).await?.first().map(|row| row.get(0)).transpose()
}

/// Whether this account signed in in this browser before.
pub(crate) async fn is_known(
    database: &Database,
    account: Uuid,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "SELECT hash FROM known_browsers WHERE hash = ? AND account = ? AND seen_at > ?";
    let values = params![browser_hash, account, earlier(now, LIFE)];
    Ok(!database.query(statement, values).await?.is_empty())
}

/// Whether any account did: the secret was given here, and not made up.
pub(crate) async fn is_given(database: &Database, browser_hash: [u8; 32]) -> Result<bool, SqlError> {
    let statement = "SELECT hash FROM known_browsers WHERE hash = ? LIMIT 1";
    Ok(!database.query(statement, params![browser_hash]).await?.is_empty())
}

/// Remembers that the account signed in in this browser, and forgets those it used longest ago beyond so many.
pub(crate) async fn remember(
    transaction: &mut Transaction,
    account: Uuid,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<(), SqlError> {
    let insert = "INSERT INTO known_browsers (hash, account, seen_at) VALUES (?, ?, ?)
        ON CONFLICT (hash, account) DO UPDATE SET seen_at = excluded.seen_at";
    transaction.query(insert, params![browser_hash, account, now]).await?;
    let forget = "DELETE FROM known_browsers WHERE account = ?1 AND hash NOT IN
        (SELECT hash FROM known_browsers WHERE account = ?1 ORDER BY seen_at DESC LIMIT ?2)";
    transaction.query(forget, params![account, KEPT]).await.map(drop)
}
