//! How many consultations each agent had, or was refused without a judgement, in the present minute. Counting takes SQLite's
//! turn to write, over all instances: of tries sent together, one that is right comes after the failures before it.

use jiff::Timestamp;
use platform::{Database, SqlError, params};

use super::throttles::Subjects;

/// What is counted of an agent who asks.
pub(crate) struct Pace {
    /// How many were counted in this minute.
    pub(crate) number: u32,
    /// Until when they, or the number that they ask for, are blocked.
    pub(crate) blocked_until: Option<Timestamp>,
}

const SECONDS: i64 = 60;

/// Reads it, and waits for nobody.
pub(crate) async fn read(
    database: &Database,
    [agent, number]: &Subjects,
    now: Timestamp,
) -> Result<Pace, SqlError> {
    let statement = "SELECT (SELECT number FROM paces WHERE agent = ?1 AND minute = ?2),
        (SELECT max(blocked_until) FROM throttles WHERE subject IN (?1, ?3) AND blocked_until > ?4)";
    let rows = database.query(statement, params![*agent, minute(now), *number, now]).await?;
    let row = rows.first().ok_or_else(|| SqlError::Schema("a read of one row gave none".to_owned()))?;
    Ok(Pace { number: row.get::<Option<u32>>(0)?.unwrap_or(0), blocked_until: row.get(1)? })
}

/// Counts one more consultation. One statement, because each reading pays for it.
pub(crate) async fn count(
    database: &Database,
    [agent, number]: &Subjects,
    now: Timestamp,
) -> Result<Pace, SqlError> {
    let statement = "INSERT INTO paces (agent, minute, number) VALUES (?1, ?2, 1)
        ON CONFLICT (agent) DO UPDATE SET minute = excluded.minute,
            number = CASE WHEN paces.minute = excluded.minute THEN paces.number + 1 ELSE 1 END
        RETURNING number,
            (SELECT max(blocked_until) FROM throttles WHERE subject IN (?1, ?3) AND blocked_until > ?4)";
    let rows = database.query(statement, params![*agent, minute(now), *number, now]).await?;
    let row = rows.first().ok_or_else(|| SqlError::Schema("a count of one row gave none".to_owned()))?;
    let pace = Pace { number: row.get(0)?, blocked_until: row.get(1)? };
    if pace.number == 1 {
        clear(database, now).await?;
    }
    Ok(pace)
}

/// When the present minute is over.
pub(crate) fn next_minute(now: Timestamp) -> Timestamp {
    Timestamp::from_second((minute(now) + 1) * SECONDS).unwrap_or(now)
}

/// Clears a few agents of the former hour, so that the table stays as large as the agents who read at once.
async fn clear(database: &Database, now: Timestamp) -> Result<(), SqlError> {
    let statement = "DELETE FROM paces WHERE agent IN
        (SELECT agent FROM paces WHERE minute < ? ORDER BY minute LIMIT 4)";
    database.query(statement, params![forgotten_before(now)]).await.map(drop)
}

/// The minute before which nobody's pace is of use.
pub(super) fn forgotten_before(now: Timestamp) -> i64 {
    minute(now) - 60
}

fn minute(now: Timestamp) -> i64 {
    now.as_second().div_euclid(SECONDS)
}
