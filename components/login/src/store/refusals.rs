use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, params};

use crate::domain::session::earlier;

/// How long refusals are counted together.
const PERIOD: SignedDuration = SignedDuration::from_hours(1);

/// Counts a refusal, and gives how many there were in its period. A few periods that are over are cleared each time.
pub(crate) async fn count(database: &Database, subject: [u8; 32], now: Timestamp) -> Result<u32, SqlError> {
    let over = earlier(now, PERIOD);
    let mut transaction = database.begin().await?;
    let clear = "DELETE FROM refusals WHERE subject = ?1 AND began_at <= ?2
        OR subject IN (SELECT subject FROM refusals WHERE began_at <= ?2 ORDER BY began_at LIMIT 4)";
    transaction.query(clear, params![subject, over]).await?;
    let count = "INSERT INTO refusals (subject, began_at, number) VALUES (?, ?, 1)
        ON CONFLICT (subject) DO UPDATE SET number = min(number + 1, 1000000000) RETURNING number";
    let rows = transaction.query(count, params![subject, now]).await?;
    let number = rows.first().map_or(Ok(1), |row| row.get(0))?;
    transaction.commit().await?;
    Ok(number)
}

/// Forgets a period, so that its next refusal is its first.
pub(crate) async fn forget(database: &Database, subject: [u8; 32]) -> Result<(), SqlError> {
    database.query("DELETE FROM refusals WHERE subject = ?", params![subject]).await.map(drop)
}
