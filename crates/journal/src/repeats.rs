//! Refusals that anyone can repeat as often as they like. The journal, which keeps everything, is told of the first of an
//! hour, then of the tenth, the hundredth and so on with their number, so that nobody makes it grow.
//!
//! They are counted in the component's table `refusals (subject BLOB PRIMARY KEY, began_at TEXT, number INTEGER)`, which has
//! an index on `began_at`.

use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, params};
use sha2::{Digest, Sha256};

/// Refusals of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats([u8; 32]);

impl Repeats {
    /// How long refusals are counted together; what began before is over.
    pub const PERIOD: SignedDuration = SignedDuration::from_hours(1);

    /// Those of `subject`: who is refused, and why.
    #[must_use]
    pub fn of(subject: &str) -> Self {
        Self(Sha256::digest(subject).into())
    }

    /// Counts one more, and gives how many there were in its period when it is the journal's turn to be told.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(self, database: &Database, now: Timestamp) -> Result<Option<u32>, SqlError> {
        let over = now.checked_sub(Self::PERIOD).unwrap_or(now);
        let statement = "INSERT INTO refusals (subject, began_at, number) VALUES (?1, ?2, 1)
            ON CONFLICT (subject) DO UPDATE SET
                number = CASE WHEN refusals.began_at <= ?3 THEN 1
                    WHEN refusals.number < 1000000000 THEN refusals.number + 1 ELSE refusals.number END,
                began_at = CASE WHEN refusals.began_at <= ?3 THEN excluded.began_at ELSE refusals.began_at END
            RETURNING number";
        let rows = database.query(statement, params![self.0, now, over]).await?;
        let number: u32 = rows.first().map_or(Ok(1), |row| row.get(0))?;
        if number == 1 {
            clear(database, over).await?;
        }
        Ok(is_told(number).then_some(number))
    }

    /// How many there were in the period that is not over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn number(self, database: &Database, now: Timestamp) -> Result<u32, SqlError> {
        let over = now.checked_sub(Self::PERIOD).unwrap_or(now);
        let statement = "SELECT number FROM refusals WHERE subject = ? AND began_at > ?";
        let rows = database.query(statement, params![self.0, over]).await?;
        rows.first().map_or(Ok(0), |row| row.get(0))
    }

    /// Forgets the period, when the journal could not be told: its next refusal is its first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget(self, database: &Database) -> Result<(), SqlError> {
        database.query("DELETE FROM refusals WHERE subject = ?", params![self.0]).await.map(drop)
    }
}

/// Clears a few periods that are over, so that the table stays as large as the busiest hour.
async fn clear(database: &Database, over: Timestamp) -> Result<(), SqlError> {
    let statement = "DELETE FROM refusals WHERE subject IN
        (SELECT subject FROM refusals WHERE began_at <= ? ORDER BY began_at LIMIT 4)";
    database.query(statement, params![over]).await.map(drop)
}

fn is_told(number: u32) -> bool {
    number.checked_ilog10().is_some_and(|power| number == 10_u32.pow(power))
}
