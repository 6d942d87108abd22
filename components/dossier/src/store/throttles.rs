//! The failures of an agent and on a number. Each try takes its place among them by one write, right (`paces`) or wrong: SQLite
//! lets one write in at a time, over all instances, so that of tries sent together no more are answered than of tries one by one.

use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};

use crate::domain::{Failures, forgotten_before};

/// An agent, and the number that they ask for.
pub(crate) type Subjects = [[u8; 32]; 2];

/// Counts a failure of each subject, as so many, unless one of them is blocked: then until when, and nothing is counted.
pub(crate) async fn count_failure(
    database: &Database,
    subjects: &Subjects,
    cost: u32,
    now: Timestamp,
) -> Result<Option<Timestamp>, SqlError> {
    let mut transaction = database.begin().await?;
    let blocked_until = find_block(&mut transaction, subjects, now).await?;
    if blocked_until.is_some() {
        transaction.rollback().await?;
        return Ok(blocked_until);
    }
    for subject in subjects {
        let failures = Failures::next(find(&mut transaction, subject).await?, cost, now);
        upsert(&mut transaction, subject, failures).await?;
    }
    clear(&mut transaction, now).await?;
    transaction.commit().await?;
    Ok(None)
}

async fn find_block(
    transaction: &mut Transaction,
    [agent, number]: &Subjects,
    now: Timestamp,
) -> Result<Option<Timestamp>, SqlError> {
    let statement = "SELECT max(blocked_until) FROM throttles WHERE subject IN (?, ?) AND blocked_until > ?";
    let rows = transaction.query(statement, params![*agent, *number, now]).await?;
    rows.first().map_or(Ok(None), |row| row.get(0))
}

async fn find(transaction: &mut Transaction, subject: &[u8; 32]) -> Result<Option<Failures>, SqlError> {
    let statement = "SELECT failures, last_failure_at FROM throttles WHERE subject = ?";
    let decode = |row: &Row| Ok(Failures { number: row.get(0)?, last_at: row.get(1)? });
    transaction.query(statement, params![*subject]).await?.first().map(decode).transpose()
}

async fn upsert(
    transaction: &mut Transaction,
    subject: &[u8; 32],
    failures: Failures,
) -> Result<(), SqlError> {
    let statement =
        "INSERT INTO throttles (subject, failures, last_failure_at, blocked_until) VALUES (?, ?, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures,
            last_failure_at = excluded.last_failure_at, blocked_until = excluded.blocked_until";
    let values = params![*subject, failures.number, failures.last_at, failures.block()];
    transaction.query(statement, values).await.map(drop)
}

/// Clears a few subjects that are forgotten, so that the table stays as large as one day's failures.
async fn clear(transaction: &mut Transaction, now: Timestamp) -> Result<(), SqlError> {
    let statement = "DELETE FROM throttles WHERE subject IN
        (SELECT subject FROM throttles WHERE last_failure_at < ? ORDER BY last_failure_at LIMIT 4)";
    transaction.query(statement, params![forgotten_before(now)]).await.map(drop)
}
