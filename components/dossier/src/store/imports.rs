use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

/// How an import goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) lines: u32,
    pub(crate) accepted: u32,
    pub(crate) unchanged: u32,
    pub(crate) rejected: u32,
    pub(crate) is_finished: bool,
}

/// An import, under way or finished.
pub(crate) struct StoredImport {
    pub(crate) id: Uuid,
    pub(crate) started_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) progress: Progress,
}

pub(crate) async fn upsert(
    transaction: &mut Transaction,
    (id, started_at, now): (Uuid, Timestamp, Timestamp),
    progress: Progress,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO imports
            (id, started_at, updated_at, lines, accepted, unchanged, rejected, is_finished)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, lines = excluded.lines,
            accepted = excluded.accepted, unchanged = excluded.unchanged, rejected = excluded.rejected,
            is_finished = excluded.is_finished";
    let Progress { lines, accepted, unchanged, rejected, is_finished } = progress;
    let parameters = params![id, started_at, now, lines, accepted, unchanged, rejected, is_finished];
    transaction.query(statement, parameters).await.map(drop)
}

/// The last imports, the most recent first.
pub(crate) async fn list_last(database: &Database) -> Result<Vec<StoredImport>, SqlError> {
    let statement = "SELECT id, started_at, updated_at, lines, accepted, unchanged, rejected, is_finished
        FROM imports ORDER BY id DESC LIMIT 20";
    database.query(statement, &[]).await?.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<StoredImport, SqlError> {
    let progress = Progress {
        lines: row.get(3)?,
        accepted: row.get(4)?,
        unchanged: row.get(5)?,
        rejected: row.get(6)?,
        is_finished: row.get(7)?,
    };
    Ok(StoredImport { id: row.get(0)?, started_at: row.get(1)?, updated_at: row.get(2)?, progress })
}
