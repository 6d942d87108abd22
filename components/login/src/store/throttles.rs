use jiff::Timestamp;
use platform::{Database, SqlError, Transaction, params};

use crate::domain::{
    session::earlier,
    throttle::{FORGOTTEN_AFTER, Subject},
};

/// Counts a try as a failure before it is judged, so that tries made together count together. Gives the
/// subject that is slowed down, if any, and the instant before which it is refused; a try that is refused does not count.
pub(crate) async fn take_try<'a>(
    database: &Database,
    subjects: &'a [Subject],
    now: Timestamp,
) -> Result<Option<(&'a Subject, Timestamp)>, SqlError> {
    let mut transaction = database.begin().await?;
    for subject in subjects {
        let blocked_until = blocked_until(&mut transaction, subject, now).await?;
        if blocked_until > now {
            transaction.rollback().await?;
            return Ok(Some((subject, blocked_until)));
        }
    }
    for subject in subjects {
        let count = "INSERT INTO throttles (subject, failures, last_failure_at) VALUES (?, 1, ?)
            ON CONFLICT (subject) DO UPDATE SET last_failure_at = excluded.last_failure_at,
            failures = CASE WHEN last_failure_at < ? THEN 1 ELSE min(failures + 1, 1000) END";
        transaction.query(count, params![subject.hash(), now, earlier(now, FORGOTTEN_AFTER)]).await?;
    }
    transaction.commit().await?;
    Ok(None)
}

async fn blocked_until(
    transaction: &mut Transaction,
    subject: &Subject,
    now: Timestamp,
) -> Result<Timestamp, SqlError> {
    let statement =
        "SELECT failures, last_failure_at FROM throttles WHERE subject = ? AND last_failure_at > ?";
    let rows = transaction.query(statement, params![subject.hash(), earlier(now, FORGOTTEN_AFTER)]).await?;
    match rows.first() {
        Some(row) => Ok(subject.blocked_until(row.get(0)?, row.get(1)?)),
        None => Ok(now),
    }
}

/// Forgets the failures of a subject that succeeded.
pub(crate) async fn forget(database: &Database, subject: &Subject) -> Result<(), SqlError> {
    database.query("DELETE FROM throttles WHERE subject = ?", params![subject.hash()]).await?;
    Ok(())
}

/// Takes back the failure counted for a try that succeeded, for a subject shared with others.
pub(crate) async fn give_back(database: &Database, subject: &Subject) -> Result<(), SqlError> {
    let statement = "UPDATE throttles SET failures = max(failures - 1, 0) WHERE subject = ?";
    database.query(statement, params![subject.hash()]).await?;
    Ok(())
}
