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
    pub(crate) interrupted_at: Option<Timestamp>,
}

/// An import that came to no end.
pub(crate) struct Interrupted {
    pub(crate) id: Uuid,
    pub(crate) accepted: u32,
    pub(crate) agent: Option<Uuid>,
    pub(crate) client: Option<Uuid>,
}

/// Writes down that import `id` begins, and whose it is.
pub(crate) async fn insert(
    database: &Database,
    id: Uuid,
    (agent, client): (Uuid, Option<Uuid>),
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO imports
            (id, started_at, updated_at, lines, accepted, unchanged, rejected, is_finished, agent, client)
        VALUES (?, ?, ?, 0, 0, 0, 0, FALSE, ?, ?)";
    database.query(statement, params![id, now, now, agent, client]).await.map(drop)
}

/// How far import `id` is.
pub(crate) async fn update(
    transaction: &mut Transaction,
    (id, now): (Uuid, Timestamp),
    progress: Progress,
) -> Result<(), SqlError> {
    let statement = "UPDATE imports SET updated_at = ?, lines = ?, accepted = ?, unchanged = ?, rejected = ?,
            is_finished = ?
        WHERE id = ?";
    let Progress { lines, accepted, unchanged, rejected, is_finished } = progress;
    let parameters = params![now, lines, accepted, unchanged, rejected, is_finished, id];
    transaction.query(statement, parameters).await.map(drop)
}

/// Marks import `id` as interrupted, when it is under way, and gives it.
pub(crate) async fn interrupt(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<Vec<Interrupted>, SqlError> {
    let statement = "UPDATE imports SET interrupted_at = ?
        WHERE id = ? AND is_finished = 0 AND interrupted_at IS NULL RETURNING id, accepted, agent, client";
    transaction.query(statement, params![now, id]).await?.iter().map(interrupted_from_row).collect()
}

/// The same of those that are under way and were last heard of before `before`.
pub(crate) async fn interrupt_silent(
    transaction: &mut Transaction,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<Interrupted>, SqlError> {
    let statement = "UPDATE imports SET interrupted_at = ?
        WHERE updated_at < ? AND is_finished = 0 AND interrupted_at IS NULL RETURNING id, accepted, agent, client";
    transaction.query(statement, params![now, before]).await?.iter().map(interrupted_from_row).collect()
}

fn interrupted_from_row(row: &Row) -> Result<Interrupted, SqlError> {
    Ok(Interrupted { id: row.get(0)?, accepted: row.get(1)?, agent: row.get(2)?, client: row.get(3)? })
}

/// The last imports, the most recent first.
pub(crate) async fn list_last(database: &Database) -> Result<Vec<StoredImport>, SqlError> {
    let statement = "SELECT id, started_at, updated_at, lines, accepted, unchanged, rejected, is_finished,
            interrupted_at
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
    let interrupted_at = row.get(8)?;
    Ok(StoredImport {
        id: row.get(0)?,
        started_at: row.get(1)?,
        updated_at: row.get(2)?,
        progress,
        interrupted_at,
    })
}
