use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use crate::domain::Objection;

/// An objection, in force or lifted.
pub(crate) struct StoredObjection {
    pub(crate) id: Uuid,
    pub(crate) objection: Objection,
    pub(crate) origin: String,
    pub(crate) recorded_at: Timestamp,
    pub(crate) lifted_at: Option<Timestamp>,
}

/// Where an objection came from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin {
    /// The fund's information system.
    Import,
    /// An officer, at the beneficiary's request.
    Fund,
}

impl Origin {
    fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Fund => "caf",
        }
    }
}

pub(crate) async fn insert(
    transaction: &mut Transaction,
    (id, dossier): (Uuid, Uuid),
    objection: &Objection,
    (origin, by, now): (Origin, Uuid, Timestamp),
) -> Result<(), SqlError> {
    let scope = serde_json::to_string(objection).map_err(|error| SqlError::Failed(error.to_string()))?;
    let statement = "INSERT INTO objections (id, dossier, scope, origin, recorded_at, recorded_by)
        VALUES (?, ?, ?, ?, ?, ?)";
    transaction.query(statement, params![id, dossier, scope, origin.as_str(), now, by]).await.map(drop)
}

/// All objections of a dossier, the oldest first.
pub(crate) async fn list(database: &Database, dossier: Uuid) -> Result<Vec<StoredObjection>, SqlError> {
    let statement =
        "SELECT id, scope, origin, recorded_at, lifted_at FROM objections WHERE dossier = ? ORDER BY id";
    database.query(statement, params![dossier]).await?.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<StoredObjection, SqlError> {
    let objection = serde_json::from_str(&row.get::<String>(1)?)
        .map_err(|_| SqlError::Decode { column: 1, expected: "an objection" })?;
    let (origin, recorded_at, lifted_at) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(StoredObjection { id: row.get(0)?, objection, origin, recorded_at, lifted_at })
}

/// The scopes of the objections in force that the fund's system sent.
pub(crate) async fn list_imported(
    transaction: &mut Transaction,
    dossier: Uuid,
) -> Result<Vec<(Uuid, Objection)>, SqlError> {
    let statement = "SELECT id, scope, origin, recorded_at, lifted_at FROM objections
        WHERE dossier = ? AND origin = 'import' AND lifted_at IS NULL";
    let rows = transaction.query(statement, params![dossier]).await?;
    rows.iter().map(|row| from_row(row).map(|stored| (stored.id, stored.objection))).collect()
}

/// Lifts an objection in force; nothing when there is none with this id.
pub(crate) async fn lift(
    transaction: &mut Transaction,
    id: Uuid,
    (by, now): (Uuid, Timestamp),
) -> Result<Option<Uuid>, SqlError> {
    let statement = "UPDATE objections SET lifted_at = ?, lifted_by = ? WHERE id = ? AND lifted_at IS NULL
        RETURNING dossier";
    let rows = transaction.query(statement, params![now, by, id]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}
