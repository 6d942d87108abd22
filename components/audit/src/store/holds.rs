//! Legal holds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use journal::{DossierPseudonym, Event, Kind, Outcome};
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

/// A hold, as the journal tells that it was placed.
pub(crate) struct Placed {
    pub(crate) gel: Uuid,
    pub(crate) agent: Option<Uuid>,
    pub(crate) dossier: Option<DossierPseudonym>,
    /// The digest of all the names that it keeps; none from a release that told the first alone.
    pub(crate) names: Option<[u8; 32]>,
    /// What purges may have deleted before; none from such a release.
    pub(crate) purged_before: Option<Timestamp>,
    pub(crate) recorded_at: Timestamp,
}

/// A hold, as the table has it.
pub(crate) struct Kept {
    pub(crate) agent: Option<Uuid>,
    pub(crate) names: Vec<DossierPseudonym>,
    pub(crate) placed_at: Timestamp,
    pub(crate) lifted_at: Option<Timestamp>,
}

/// The holds that were placed, as the journal tells, and that it tells of no lifting of.
pub(crate) async fn list_placed(on: &mut impl Statements) -> Result<Vec<Placed>, SqlError> {
    let lifted =
        list_events(on, "SELECT recorded_at, content FROM contents WHERE kind = 'HoldLifted'").await?;
    let lifted: BTreeSet<_> = lifted.iter().filter_map(|(_, event)| lifted_hold(&event.kind)).collect();
    let placed =
        list_events(on, "SELECT recorded_at, content FROM contents WHERE kind = 'HoldPlaced'").await?;
    let placed = placed.into_iter().filter_map(|(recorded_at, event)| placed_hold(recorded_at, &event));
    Ok(placed.filter(|placed| !lifted.contains(&placed.gel)).collect())
}

/// What was done; a content that is no event is found by the verification of its tile.
async fn list_events(on: &mut impl Statements, statement: &str) -> Result<Vec<(Timestamp, Event)>, SqlError> {
    let mut events = Vec::new();
    for row in on.run(statement, &[]).await? {
        if let Ok(event) = serde_json::from_str::<Event>(&row.get::<String>(1)?)
            && event.outcome == Outcome::Done
        {
            events.push((row.get(0)?, event));
        }
    }
    Ok(events)
}

fn lifted_hold(kind: &Kind) -> Option<Uuid> {
    if let Kind::HoldLifted { gel, .. } = kind { Some(*gel) } else { None }
}

fn placed_hold(recorded_at: Timestamp, event: &Event) -> Option<Placed> {
    let Kind::HoldPlaced { gel, agent_vise, noms, purge_avant } = &event.kind else { return None };
    let (agent, dossier) = (*agent_vise, event.dossier);
    Some(Placed { gel: *gel, agent, dossier, names: *noms, purged_before: *purge_avant, recorded_at })
}

/// What the table has of this hold.
pub(crate) async fn find_kept(on: &mut impl Statements, id: Uuid) -> Result<Option<Kept>, SqlError> {
    let statement = "SELECT agent, placed_at, lifted_at FROM holds WHERE id = ?";
    let rows = on.run(statement, params![id]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let names = on.run("SELECT dossier FROM held_dossiers WHERE hold = ?", params![id]).await?;
    let names = names.iter().map(|row| pseudonym(&row.get::<String>(0)?, 0)).collect::<Result<_, _>>()?;
    Ok(Some(Kept { agent: row.get(0)?, names, placed_at: row.get(1)?, lifted_at: row.get(2)? }))
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
