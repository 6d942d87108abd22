//! What is over, and the statements that delete a few rows of it, each by an index.

use jiff::{SignedDuration, Timestamp};
use journal::Repeats;
use platform::{Database, SqlError, params};

use super::paces;
use crate::domain::forgotten_before;

/// For how long an import is told of.
const IMPORT: SignedDuration = SignedDuration::from_hours(24 * 730);

const IMPORTS: &str = "DELETE FROM imports WHERE id IN
    (SELECT id FROM imports WHERE started_at <= ? ORDER BY started_at LIMIT ?) RETURNING id";

const THROTTLES: &str = "DELETE FROM throttles WHERE subject IN
    (SELECT subject FROM throttles WHERE last_failure_at < ? ORDER BY last_failure_at LIMIT ?) RETURNING subject";

const REFUSALS: &str = "DELETE FROM refusals WHERE subject IN
    (SELECT subject FROM refusals WHERE began_at <= ? ORDER BY began_at LIMIT ?) RETURNING subject";

const PACES: &str = "DELETE FROM paces WHERE agent IN
    (SELECT agent FROM paces WHERE minute < ? ORDER BY minute LIMIT ?) RETURNING agent";

/// Deletes up to `limit` rows of each table, each by itself, and gives how many of each.
pub(crate) async fn delete_some(
    (database, counts): (&Database, &Database),
    now: Timestamp,
    limit: u32,
) -> Result<[usize; 4], SqlError> {
    let before = |by| now.saturating_sub(by).unwrap_or(Timestamp::MIN);
    Ok([
        database.query(IMPORTS, params![before(IMPORT), limit]).await?.len(),
        counts.query(THROTTLES, params![forgotten_before(now), limit]).await?.len(),
        counts.query(REFUSALS, params![before(Repeats::PERIOD), limit]).await?.len(),
        counts.query(PACES, params![paces::forgotten_before(now), limit]).await?.len(),
    ])
}
