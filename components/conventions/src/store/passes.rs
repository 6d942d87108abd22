use jiff::{SignedDuration, Timestamp};
use platform::{SqlError, Transaction, params};

use super::first;

/// How far one pass moves on, at most. Passes are hourly: after a long rest they catch up within hours.
const STEP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Until when this pass records the ends that came. The first pass on a database begins at the last act.
pub(crate) async fn advance(transaction: &mut Transaction, now: Timestamp) -> Result<Timestamp, SqlError> {
    let statement = "SELECT coalesce(
        (SELECT until FROM passes WHERE id = 1), (SELECT acted_at FROM acts ORDER BY number DESC LIMIT 1))";
    let last: Option<Timestamp> =
        first(&transaction.query(statement, params![]).await?, |row| row.get(0))?.flatten();
    let next = last.and_then(|last| last.checked_add(STEP).ok());
    let until = next.map_or(now, |next| next.min(now));
    let statement = "INSERT INTO passes (id, until) VALUES (1, ?)
        ON CONFLICT (id) DO UPDATE SET until = excluded.until";
    transaction.query(statement, params![until]).await?;
    Ok(until)
}
