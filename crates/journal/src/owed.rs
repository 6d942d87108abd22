use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, log_fault, params};
use uuid::Uuid;

use crate::{Event, Journal, JournalError};

/// How many events [`Journal::settle`] tells the journal of; the rest is for the next call.
const BATCH: u32 = 256;

/// As many times [`Journal::settle_all`] does so.
const BATCHES: u32 = 64;

/// Writes down that the journal is owed `event`, in the transaction of its act. What ends a right holds from that
/// commit, whatever the journal does; its trace is told again until the journal has it.
///
/// The component keeps the table `owed_events (id, event, owed_since, is_refused)`.
///
/// # Errors
/// When the database does not do it.
pub async fn owe(transaction: &mut Transaction, event: &Event, now: Timestamp) -> Result<(), SqlError> {
    let text = serde_json::to_string(event).map_err(|error| SqlError::Failed(error.to_string()))?;
    let statement = "INSERT INTO owed_events (id, event, owed_since, is_refused) VALUES (?, ?, ?, 0)";
    transaction.query(statement, params![event.id, &text, now]).await.map(drop)
}

/// An event that the journal has not received.
struct Owed {
    id: Uuid,
    /// None when this release cannot read it: another one wrote it.
    event: Option<Event>,
    is_refused: bool,
}

/// The event that this row owes cannot be read. Nothing of what it holds is repeated.
#[derive(Debug, thiserror::Error)]
#[error("the owed event {0} cannot be read by this release")]
struct Unreadable(Uuid);

/// Whether the journal hears.
enum Told {
    Heard,
    Silence,
}

/// The oldest events that the journal has not received; those that were set aside come last.
async fn list(database: &Database) -> Result<Vec<Owed>, SqlError> {
    let statement = "SELECT id, event, is_refused FROM owed_events ORDER BY is_refused, id LIMIT ?";
    database.query(statement, params![BATCH]).await?.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Owed, SqlError> {
    let event = serde_json::from_str(&row.get::<String>(1)?).ok();
    Ok(Owed { id: row.get(0)?, event, is_refused: row.get(2)? })
}

async fn forget(database: &Database, id: Uuid) -> Result<(), SqlError> {
    database.query("DELETE FROM owed_events WHERE id = ?", params![id]).await.map(drop)
}

/// It waits for whoever mends it, and holds up no other.
async fn set_aside(database: &Database, id: Uuid) -> Result<(), SqlError> {
    let statement = "UPDATE owed_events SET is_refused = 1 WHERE id = ?";
    database.query(statement, params![id]).await.map(drop)
}

impl Journal<'_> {
    /// Tells the journal some of what `database` owes it, oldest first, and stops at its first silence. Told twice, an
    /// event is in the journal once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settle(&self, database: &Database) -> Result<(), SqlError> {
        self.tell_some(database).await.map(drop)
    }

    /// The same until nothing is left, for who has the time: 16,384 events at most.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settle_all(&self, database: &Database) -> Result<(), SqlError> {
        for _ in 0..BATCHES {
            if !self.tell_some(database).await? {
                break;
            }
        }
        Ok(())
    }

    /// Gives whether there may be more to tell at once.
    async fn tell_some(&self, database: &Database) -> Result<bool, SqlError> {
        let owed = list(database).await?;
        let is_full = owed.len() == BATCH as usize && owed.last().is_some_and(|last| !last.is_refused);
        for Owed { id, event, .. } in owed {
            if matches!(self.tell_one(database, id, event).await?, Told::Silence) {
                return Ok(false);
            }
        }
        Ok(is_full)
    }

    async fn tell_one(&self, database: &Database, id: Uuid, event: Option<Event>) -> Result<Told, SqlError> {
        let Some(event) = event else {
            log_fault("", "journal-owed", &Unreadable(id));
            set_aside(database, id).await?;
            return Ok(Told::Heard);
        };
        match self.record(event).await {
            Ok(_) => forget(database, id).await?,
            Err(error) => {
                log_fault("", "journal-owed", &error);
                if matches!(error, JournalError::Unknown(_)) {
                    return Ok(Told::Silence);
                }
                set_aside(database, id).await?;
            }
        }
        Ok(Told::Heard)
    }
}
