//! The tries of an agent and on a number: how many in the present minute, and how many failed. Each try takes its turn by one
//! write, right or wrong: SQLite lets one write in at a time, over all instances, so that of tries sent together no more are
//! answered than of tries one by one.

use jiff::Timestamp;
use platform::{Database, SqlError, Value, params};

use crate::domain::{blocks_from, forgotten_before, longest_block};

/// An agent, and the number that they ask for.
pub(crate) type Subjects = [[u8; 32]; 2];

/// What becomes of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It is answered.
    Taken,
    /// The agent, or the number, is blocked until then: the try counts no failure.
    Blocked(Timestamp),
    /// The agent asks too fast: the try counts no failure.
    TooFast,
}

/// Seconds in which an agent's tries are counted together.
const SECONDS: i64 = 60;

/// How long the counts of an agent or a number are kept, in minutes: failures are forgotten after a day.
const KEPT: i64 = 24 * 60 + 1;

/// `stop` is what stands in the way before this try, `turn` what the try counts as, and `counted` what it leaves. Only the
/// agent's row is written for a try that counts no failure, so that those which are stopped all last alike. A minute that
/// came before the one that is known is of a request that was overtaken; one that came long before, of a clock put right.
const TAKE: &str = "WITH
    stop AS (SELECT
        (SELECT max(blocked_until) FROM tries
            WHERE subject IN (?1, ?2) AND blocked_until > ?3 AND blocked_until <= ?4) AS until,
        coalesce((SELECT number FROM tries WHERE subject = ?1 AND minute BETWEEN ?5 AND ?5 + 1), 0) >= ?6 AS is_fast),
    turn AS (SELECT until, iif(until IS NULL AND NOT is_fast, ?7, 0) AS cost FROM stop),
    asked AS (SELECT ?1 AS subject UNION ALL SELECT ?2 FROM turn WHERE cost > 0),
    counted AS (SELECT asked.subject, until, cost, last_failure_at, blocked_until,
        iif(minute = ?5 + 1, minute, ?5) AS minute,
        iif(minute BETWEEN ?5 AND ?5 + 1, number, 0) + (asked.subject = ?1) AS number,
        iif(cost = 0 OR last_failure_at >= ?8, coalesce(failures, 0), 0) + cost AS failures
        FROM asked JOIN turn LEFT JOIN tries ON tries.subject = asked.subject)
    INSERT INTO tries (subject, minute, number, failures, last_failure_at, blocked_until, refused_until)
    SELECT subject, minute, number, failures, iif(cost = 0, last_failure_at, ?3),
        iif(cost = 0, blocked_until, json_extract(?9, '$[' || (min(failures, json_array_length(?9)) - 1) || ']')), until
    FROM counted WHERE TRUE
    ON CONFLICT (subject) DO UPDATE SET minute = excluded.minute, number = excluded.number,
        failures = excluded.failures, last_failure_at = excluded.last_failure_at,
        blocked_until = excluded.blocked_until, refused_until = excluded.refused_until
    RETURNING subject = ?1, number, refused_until";

/// Counts a try, which failed as so many when `cost` is not zero, and says what becomes of it. One statement, because each
/// reading pays for it.
pub(crate) async fn take(
    database: &Database,
    [agent, number]: &Subjects,
    (cost, allowed): (u32, u32),
    now: Timestamp,
) -> Result<Turn, SqlError> {
    let (minute, longest, forgotten) = (minute(now), longest_block(now), forgotten_before(now));
    let blocks = blocks_as_json(now);
    let values = params![*agent, *number, now, longest, minute, allowed, cost, forgotten, blocks];
    let rows = database.query(TAKE, values).await?;
    let own = rows.iter().find(|row| row.get::<bool>(0) == Ok(true));
    let own = own.ok_or_else(|| SqlError::Schema("a try left no row".to_owned()))?;
    let (tried, until): (u32, Option<Timestamp>) = (own.get(1)?, own.get(2)?);
    if tried == 1 {
        clear(database, now).await?;
    }
    Ok(match until {
        Some(until) => Turn::Blocked(until),
        None if tried > allowed => Turn::TooFast,
        None => Turn::Taken,
    })
}

/// When the present minute is over.
pub(crate) fn next_minute(now: Timestamp) -> Timestamp {
    Timestamp::from_second((minute(now) + 1) * SECONDS).unwrap_or(now)
}

/// The minute before which nobody's counts are of use.
pub(super) fn forgotten_minute(now: Timestamp) -> i64 {
    minute(now) - KEPT
}

/// Clears a few of a day ago, so that the table stays as large as a day's agents, and the numbers on which they failed.
async fn clear(database: &Database, now: Timestamp) -> Result<(), SqlError> {
    let statement = "DELETE FROM tries WHERE subject IN
        (SELECT subject FROM tries WHERE minute < ? ORDER BY minute LIMIT 4)";
    database.query(statement, params![forgotten_minute(now)]).await.map(drop)
}

fn blocks_as_json(now: Timestamp) -> String {
    let blocks = blocks_from(now).map(|until| match until.map(Value::from) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    });
    serde_json::json!(blocks).to_string()
}

fn minute(now: Timestamp) -> i64 {
    now.as_second().div_euclid(SECONDS)
}
