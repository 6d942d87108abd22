//! What the clock said when the purge last believed it.

use jiff::Timestamp;
use platform::{SqlError, params};

use super::Statements;

pub(crate) async fn find_sighting(on: &mut impl Statements) -> Result<Option<Timestamp>, SqlError> {
    let rows = on.run("SELECT seen_at FROM clock_sightings WHERE id = 1", &[]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// The clock is believed at `now`; a sighting never goes back.
pub(crate) async fn keep_sighting(on: &mut impl Statements, now: Timestamp) -> Result<(), SqlError> {
    let statement = "INSERT INTO clock_sightings (id, seen_at) VALUES (1, ?)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at WHERE excluded.seen_at > clock_sightings.seen_at";
    on.run(statement, params![now]).await.map(drop)
}
