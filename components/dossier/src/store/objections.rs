use jiff::Timestamp;
use journal::DossierPseudonym;
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

/// Under which of the beneficiary's numbers the fund's system sent an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentUnder {
    /// The number asked.
    This,
    /// Another one, which has a dossier and lifts it itself.
    Another,
    /// One that is a dossier's no more.
    Former,
}

/// An objection that the fund's system sent and still sends.
pub(crate) struct ImportedObjection {
    pub(crate) id: Uuid,
    pub(crate) objection: Objection,
    pub(crate) sent_under: SentUnder,
}

/// An objection to record.
pub(crate) struct NewObjection<'a> {
    pub(crate) id: Uuid,
    pub(crate) beneficiary: Uuid,
    /// The number on which it is recorded, and the journal's name of it.
    pub(crate) lookup: &'a [u8; 32],
    pub(crate) pseudonym: DossierPseudonym,
    pub(crate) objection: &'a Objection,
    pub(crate) origin: Origin,
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
    new: NewObjection<'_>,
    (by, now): (Uuid, Timestamp),
) -> Result<(), SqlError> {
    let NewObjection { id, beneficiary, lookup, pseudonym, objection, origin } = new;
    let scope = serde_json::to_string(objection).map_err(|error| SqlError::Failed(error.to_string()))?;
    let statement = "INSERT INTO objections
            (id, beneficiary, lookup, pseudonym, scope, origin, recorded_at, recorded_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let pseudonym = pseudonym.to_string();
    let parameters = params![id, beneficiary, *lookup, pseudonym, scope, origin.as_str(), now, by];
    transaction.query(statement, parameters).await.map(drop)
}

/// All objections of a beneficiary, the oldest first.
pub(crate) async fn list(database: &Database, beneficiary: Uuid) -> Result<Vec<StoredObjection>, SqlError> {
    let statement = "SELECT id, scope, origin, recorded_at, lifted_at FROM objections
        WHERE beneficiary = ? ORDER BY id";
    database.query(statement, params![beneficiary]).await?.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<StoredObjection, SqlError> {
    let objection = Objection::stored(&row.get::<String>(1)?);
    let (origin, recorded_at, lifted_at) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(StoredObjection { id: row.get(0)?, objection, origin, recorded_at, lifted_at })
}

/// The same objection, when an officer recorded it and it is in force.
pub(crate) async fn find_recorded(
    transaction: &mut Transaction,
    beneficiary: Uuid,
    objection: &Objection,
) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT id, scope FROM objections
        WHERE beneficiary = ? AND origin = 'caf' AND lifted_at IS NULL ORDER BY id";
    for row in transaction.query(statement, params![beneficiary]).await? {
        if Objection::stored(&row.get::<String>(1)?) == *objection {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

/// The objections of a beneficiary that the fund's system sent and still sends.
pub(crate) async fn list_imported(
    transaction: &mut Transaction,
    beneficiary: Uuid,
    lookup: &[u8; 32],
) -> Result<Vec<ImportedObjection>, SqlError> {
    let statement = "SELECT id, scope, lookup = ?,
            EXISTS (SELECT 1 FROM dossiers WHERE dossiers.lookup = objections.lookup)
        FROM objections WHERE beneficiary = ? AND origin = 'import' AND lifted_at IS NULL AND lifting IS NULL";
    let decode = |row: &Row| {
        let objection = Objection::stored(&row.get::<String>(1)?);
        let sent_under = match (row.get(2)?, row.get(3)?) {
            (true, _) => SentUnder::This,
            (false, true) => SentUnder::Another,
            (false, false) => SentUnder::Former,
        };
        Ok(ImportedObjection { id: row.get(0)?, objection, sent_under })
    };
    transaction.query(statement, params![*lookup, beneficiary]).await?.iter().map(decode).collect()
}

/// The fund's system sends the objection under this number from now on.
pub(crate) async fn take_over(
    transaction: &mut Transaction,
    id: Uuid,
    (lookup, pseudonym): (&[u8; 32], DossierPseudonym),
) -> Result<(), SqlError> {
    let statement = "UPDATE objections SET lookup = ?, pseudonym = ? WHERE id = ?";
    transaction.query(statement, params![*lookup, pseudonym.to_string(), id]).await.map(drop)
}

/// Lifts an objection in force, and gives whose it was and the journal's name of the number; nothing when there is none with
/// this id.
pub(crate) async fn lift(
    transaction: &mut Transaction,
    id: Uuid,
    (by, now): (Uuid, Timestamp),
) -> Result<Option<(Uuid, Option<DossierPseudonym>)>, SqlError> {
    let statement = "UPDATE objections SET lifted_at = ?, lifted_by = ? WHERE id = ? AND lifted_at IS NULL
        RETURNING beneficiary, pseudonym";
    let rows = transaction.query(statement, params![now, by, id]).await?;
    let decode = |row: &Row| {
        let pseudonym: Option<String> = row.get(1)?;
        Ok((row.get(0)?, pseudonym.and_then(|text| text.parse().ok())))
    };
    rows.first().map(decode).transpose()
}

/// The fund's system sends the objection no more: it is lifted once the journal has the event `lifting`.
pub(crate) async fn lift_once_told(
    transaction: &mut Transaction,
    id: Uuid,
    (by, lifting): (Uuid, Uuid),
) -> Result<(), SqlError> {
    let statement = "UPDATE objections SET lifting = ?, lifted_by = ? WHERE id = ? AND lifted_at IS NULL";
    transaction.query(statement, params![lifting, by, id]).await.map(drop)
}

/// Lifts those whose event the journal has: it is owed no more.
pub(crate) async fn lift_told(database: &Database, now: Timestamp) -> Result<(), SqlError> {
    let statement = "UPDATE objections SET lifted_at = ? WHERE lifting > '' AND lifted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM owed_events WHERE owed_events.id = objections.lifting)";
    database.query(statement, params![now]).await.map(drop)
}
