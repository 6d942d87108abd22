//! Legal holds.

use jiff::Timestamp;
use journal::DossierPseudonym;
use platform::{Row, SqlError, params};
use serde::Serialize;
use uuid::Uuid;

use super::Statements;

/// What a hold keeps from the purge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Agent(Uuid),
    Dossier(DossierPseudonym),
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
    subject: Subject,
    reason: &str,
    by: Uuid,
    at: Timestamp,
) -> Result<(), SqlError> {
    let (agent, dossier) = match subject {
        Subject::Agent(agent) => (Some(agent), None),
        Subject::Dossier(dossier) => (None, Some(dossier.to_string())),
    };
    let statement =
        "INSERT INTO holds (id, agent, dossier, reason, placed_by, placed_at) VALUES (?, ?, ?, ?, ?, ?)";
    on.run(statement, params![id, agent, dossier, reason, by, at]).await?;
    Ok(())
}

/// Lifts hold `id`, and says whether it was in force.
pub(crate) async fn lift_hold(
    on: &mut impl Statements,
    id: Uuid,
    by: Uuid,
    at: Timestamp,
) -> Result<bool, SqlError> {
    let statement =
        "UPDATE holds SET lifted_by = ?, lifted_at = ? WHERE id = ? AND lifted_at IS NULL RETURNING id";
    Ok(!on.run(statement, params![by, at, id]).await?.is_empty())
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
