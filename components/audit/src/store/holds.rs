//! Legal holds.

use jiff::Timestamp;
use journal::DossierPseudonym;
use platform::{Row, SqlError, params};
use serde::Serialize;
use uuid::Uuid;

use super::Statements;

/// What a hold keeps from the purge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    Agent(Uuid),
    /// The names of one dossier, that of its present number first.
    Dossier(Vec<DossierPseudonym>),
}

/// A hold, as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Hold {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dossier: Option<String>,
    motif: String,
    pose_par: Uuid,
    pose_le: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    leve_par: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leve_le: Option<Timestamp>,
}

/// Places hold `id`.
pub(crate) async fn insert_hold(
    on: &mut impl Statements,
    id: Uuid,
    subject: &Subject,
    reason: &str,
    by: Uuid,
    at: Timestamp,
) -> Result<(), SqlError> {
    let (agent, names) = match subject {
        Subject::Agent(agent) => (Some(*agent), [].as_slice()),
        Subject::Dossier(names) => (None, names.as_slice()),
    };
    let dossier = names.first().map(ToString::to_string);
    let statement =
        "INSERT INTO holds (id, agent, dossier, reason, placed_by, placed_at) VALUES (?, ?, ?, ?, ?, ?)";
    on.run(statement, params![id, agent, dossier, reason, by, at]).await?;
    for name in names {
        let statement = "INSERT INTO held_dossiers (hold, dossier) VALUES (?, ?)";
        on.run(statement, params![id, name.to_string()]).await?;
    }
    Ok(())
}

/// Whom a hold kept: an agent, or a dossier.
pub(crate) struct Lifted {
    pub(crate) agent: Option<Uuid>,
    pub(crate) dossier: Option<DossierPseudonym>,
}

/// Lifts hold `id`, and says what it kept; nothing when it was not in force.
pub(crate) async fn lift_hold(
    on: &mut impl Statements,
    id: Uuid,
    by: Uuid,
    at: Timestamp,
) -> Result<Option<Lifted>, SqlError> {
    let statement = "UPDATE holds SET lifted_by = ?, lifted_at = ? WHERE id = ? AND lifted_at IS NULL
         RETURNING agent, dossier";
    let rows = on.run(statement, params![by, at, id]).await?;
    let decode = |row: &Row| {
        let dossier: Option<String> = row.get(1)?;
        let dossier = dossier.map(|text| pseudonym(&text, 1)).transpose()?;
        Ok(Lifted { agent: row.get(0)?, dossier })
    };
    rows.first().map(decode).transpose()
}

/// The names of dossiers that holds in force keep, and since when.
pub(crate) async fn list_held(
    on: &mut impl Statements,
) -> Result<Vec<(DossierPseudonym, Timestamp)>, SqlError> {
    let statement = "SELECT held_dossiers.dossier, placed_at FROM holds
         CROSS JOIN held_dossiers ON held_dossiers.hold = holds.id WHERE lifted_at IS NULL";
    let decode = |row: &Row| Ok((pseudonym(&row.get::<String>(0)?, 0)?, row.get(1)?));
    on.run(statement, &[]).await?.iter().map(decode).collect()
}

/// The holds that were placed, as the journal tells, that it tells of no lifting of, and that are not in force. Of one that was
/// lifted before `purged_before`, the event may have been purged.
pub(crate) async fn list_undone(
    on: &mut impl Statements,
    purged_before: Timestamp,
) -> Result<Vec<String>, SqlError> {
    let statement = "WITH placed AS (
            SELECT CASE WHEN json_valid(content) THEN json_extract(content, '$.fait.gel') END AS hold, dossier
            FROM contents JOIN leaves ON leaves.leaf_index = contents.leaf_index WHERE kind = 'HoldPlaced'),
         lifted AS (
            SELECT CASE WHEN json_valid(content) THEN json_extract(content, '$.fait.gel') END AS hold
            FROM contents JOIN leaves ON leaves.leaf_index = contents.leaf_index WHERE kind = 'HoldLifted')
         SELECT hold FROM placed WHERE hold IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM lifted WHERE lifted.hold = placed.hold)
           AND NOT EXISTS (SELECT 1 FROM holds WHERE id = placed.hold AND lifted_at < ?)
           AND NOT EXISTS (
             SELECT 1 FROM holds WHERE id = placed.hold AND lifted_at IS NULL AND (placed.dossier IS NULL OR EXISTS (
                SELECT 1 FROM held_dossiers WHERE hold = holds.id AND dossier = placed.dossier)))";
    on.run(statement, params![purged_before]).await?.iter().map(|row| row.get(0)).collect()
}

fn pseudonym(text: &str, column: usize) -> Result<DossierPseudonym, SqlError> {
    text.parse().map_err(|_| SqlError::Decode { column, expected: "a dossier's pseudonym" })
}

/// All holds, the latest first.
pub(crate) async fn list_holds(on: &mut impl Statements) -> Result<Vec<Hold>, SqlError> {
    let statement = "SELECT id, agent, dossier, reason, placed_by, placed_at, lifted_by, lifted_at FROM holds
         ORDER BY placed_at DESC";
    on.run(statement, &[]).await?.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Hold, SqlError> {
    Ok(Hold {
        id: row.get(0)?,
        agent: row.get(1)?,
        dossier: row.get(2)?,
        motif: row.get(3)?,
        pose_par: row.get(4)?,
        pose_le: row.get(5)?,
        leve_par: row.get(6)?,
        leve_le: row.get(7)?,
    })
}
