use jiff::Timestamp;
use platform::{Database, SqlError, params};

use crate::domain::{MEMORY, next_block};

/// Counts one more failure of each subject. One transaction, so that two failures at once are two.
pub(crate) async fn record_failure(
    database: &Database,
    subjects: [&[u8; 32]; 2],
    now: Timestamp,
) -> Result<(), SqlError> {
    let forgotten = now.checked_sub(MEMORY).unwrap_or(now);
    let statement = "INSERT INTO throttles (subject, failures, last_failure_at) VALUES (?1, 1, ?2)
        ON CONFLICT (subject) DO UPDATE SET last_failure_at = excluded.last_failure_at,
            failures = CASE WHEN last_failure_at < ?3 THEN 1 ELSE failures + 1 END
        RETURNING failures";
    let mut transaction = database.begin().await?;
    for subject in subjects {
        let rows = transaction.query(statement, params![*subject, now, forgotten]).await?;
        let failures = rows.first().map_or(Ok(1), |row| row.get(0))?;
        let update = "UPDATE throttles SET blocked_until = ? WHERE subject = ?";
        transaction.query(update, params![next_block(failures, now), *subject]).await?;
    }
    transaction.commit().await
}
