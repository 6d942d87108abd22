//! What is over, and the statements that delete a few rows of it, each by an index.

use jiff::{SignedDuration, Timestamp};
use journal::Repeats;
use platform::{Database, SqlError, params};

use super::tries;

/// For how long an import is told of.
const IMPORT: SignedDuration = SignedDuration::from_hours(24 * 730);

const IMPORTS: &str = "DELETE FROM imports WHERE id IN
    (SELECT id FROM imports WHERE started_at <= ? ORDER BY started_at LIMIT ?) RETURNING id";

const REFUSALS: &str = "DELETE FROM refusals WHERE subject IN
    (SELECT subject FROM refusals WHERE began_at <= ? ORDER BY began_at LIMIT ?) RETURNING subject";

const TRIES: &str = "DELETE FROM tries WHERE subject IN
    (SELECT subject FROM tries WHERE minute < ? ORDER BY minute LIMIT ?) RETURNING subject";

/// Deletes up to `limit` rows of each table, each by itself, and gives how many of each.
pub(crate) async fn delete_some(
    (database, counts): (&Database, &Database),
    now: Timestamp,
    limit: u32,
) -> Result<[usize; 3], SqlError> {
    let before = |by| now.saturating_sub(by).unwrap_or(Timestamp::MIN);
    Ok([
        database.query(IMPORTS, params![before(IMPORT), limit]).await?.len(),
        counts.query(REFUSALS, params![before(Repeats::PERIOD), limit]).await?.len(),
        counts.query(TRIES, params![tries::forgotten_minute(now), limit]).await?.len(),
    ])
}
