use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, log_fault, params};
use uuid::Uuid;

use crate::{Event, Journal, JournalError};

/// How many events one request tells the journal of; the rest is for the next.
const BATCH: u32 = 256;

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

/// The oldest events that the journal has not received; those that it refused come last.
async fn list(database: &Database) -> Result<Vec<Event>, SqlError> {
    let statement = "SELECT event FROM owed_events ORDER BY is_refused, id LIMIT ?";
    database.query(statement, params![BATCH]).await?.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Event, SqlError> {
    serde_json::from_str(&row.get::<String>(0)?)
        .map_err(|_| SqlError::Decode { column: 0, expected: "an event" })
}

async fn forget(database: &Database, id: Uuid) -> Result<(), SqlError> {
    database.query("DELETE FROM owed_events WHERE id = ?", params![id]).await.map(drop)
}

async fn set_aside(database: &Database, id: Uuid) -> Result<(), SqlError> {
    let statement = "UPDATE owed_events SET is_refused = 1 WHERE id = ?";
    database.query(statement, params![id]).await.map(drop)
}

impl Journal<'_> {
    /// Tells the journal what `database` owes it, oldest first, and stops at its first silence. Told twice, an event is
    /// in the journal once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settle(&self, database: &Database) -> Result<(), SqlError> {
        for event in list(database).await? {
            let id = event.id;
            match self.record(event).await {
                Ok(_) => forget(database, id).await?,
                Err(error) => {
                    log_fault("", "journal-owed", &error);
                    if matches!(error, JournalError::Unknown(_)) {
                        break;
                    }
                    set_aside(database, id).await?;
                }
            }
        }
        Ok(())
    }
}
