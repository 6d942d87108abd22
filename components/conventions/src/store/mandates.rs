use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use serde::Serialize;
use uuid::Uuid;

use super::{coded, first};
use crate::domain::{Coded, MandateRole, MandateState, OrganisationCategory};

/// The mandate of a manager or legal representative.
#[derive(Debug, Clone)]
pub(crate) struct Mandate {
    pub(crate) id: Uuid,
    pub(crate) organisation: Uuid,
    pub(crate) person: Uuid,
    pub(crate) role: MandateRole,
    pub(crate) state: MandateState,
    /// An act that opens it is not in the journal yet.
    pub(crate) awaits_trace: bool,
}

impl Mandate {
    /// Whether its holder acts under it at this instant.
    pub(crate) fn is_running(&self) -> bool {
        self.state == MandateState::Open && !self.awaits_trace
    }
}

const STATE: &str = "CASE WHEN m.ended_at IS NOT NULL THEN 'termine'
    WHEN m.confirmed_at IS NULL THEN 'en_attente' ELSE 'ouvert' END";

const AWAITS_TRACE: &str = "EXISTS (SELECT 1 FROM acts a
    WHERE a.traced_at IS NULL AND a.is_granting = 1 AND a.subject = m.id)";

fn select(criterion: &str) -> String {
    format!(
        "SELECT m.id, m.organisation, m.person, m.role, {STATE}, {AWAITS_TRACE} FROM mandates m WHERE {criterion}"
    )
}

/// False when the person holds this mandate already.
pub(crate) async fn insert_mandate(
    transaction: &mut Transaction,
    mandate: &Mandate,
) -> Result<bool, SqlError> {
    let statement = "INSERT INTO mandates (id, organisation, person, role) VALUES (?, ?, ?, ?)
        ON CONFLICT (person, role) WHERE ended_at IS NULL DO NOTHING RETURNING id";
    let parameters = params![mandate.id, mandate.organisation, mandate.person, mandate.role.code()];
    Ok(!transaction.query(statement, parameters).await?.is_empty())
}

pub(crate) async fn find_mandate(
    transaction: &mut Transaction,
    id: Uuid,
) -> Result<Option<Mandate>, SqlError> {
    first(&transaction.query(&select("m.id = ?"), params![id]).await?, mandate)
}

/// The mandate of this role that a person holds, or will once it is confirmed.
pub(crate) async fn find_held_mandate(
    transaction: &mut Transaction,
    person: Uuid,
    role: MandateRole,
) -> Result<Option<Mandate>, SqlError> {
    let statement = select("m.person = ? AND m.role = ? AND m.ended_at IS NULL");
    first(&transaction.query(&statement, params![person, role.code()]).await?, mandate)
}

/// The mandates of a person that no act has ended.
pub(crate) async fn list_held_mandates(
    transaction: &mut Transaction,
    person: Uuid,
) -> Result<Vec<Mandate>, SqlError> {
    let statement = select("m.person = ? AND m.ended_at IS NULL");
    transaction.query(&statement, params![person]).await?.iter().map(mandate).collect()
}

fn mandate(row: &Row) -> Result<Mandate, SqlError> {
    Ok(Mandate {
        id: row.get(0)?,
        organisation: row.get(1)?,
        person: row.get(2)?,
        role: coded(row, 3)?,
        state: coded(row, 4)?,
        awaits_trace: row.get(5)?,
    })
}

/// A mandate, for people.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MandateView {
    id: Uuid,
    role: MandateRole,
    etat: MandateState,
    personne: Uuid,
    identifiant: String,
    nom: String,
    prenoms: String,
}

/// How many mandates of an organisation are listed.
const MOST: i64 = 500;

/// The mandates of an organisation, the latest first.
pub(crate) async fn list_mandates(
    transaction: &mut Transaction,
    organisation: Uuid,
) -> Result<Vec<MandateView>, SqlError> {
    let statement = format!(
        "SELECT m.id, m.role, {STATE}, p.id, p.email, p.family_name, p.given_names
        FROM mandates m JOIN persons p ON p.id = m.person
        WHERE m.organisation = ? ORDER BY m.id DESC LIMIT ?"
    );
    let decode = |row: &Row| {
        Ok(MandateView {
            id: row.get(0)?,
            role: coded(row, 1)?,
            etat: coded(row, 2)?,
            personne: row.get(3)?,
            identifiant: row.get(4)?,
            nom: row.get(5)?,
            prenoms: row.get(6)?,
        })
    };
    transaction.query(&statement, params![organisation, MOST]).await?.iter().map(decode).collect()
}

pub(crate) async fn confirm_mandate(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "UPDATE mandates SET confirmed_at = ? WHERE id = ? AND confirmed_at IS NULL";
    transaction.query(statement, params![now, id]).await.map(drop)
}

pub(crate) async fn end_mandate(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "UPDATE mandates SET ended_at = ? WHERE id = ? AND ended_at IS NULL";
    transaction.query(statement, params![now, id]).await.map(drop)
}

/// Keeps the account that was opened for the mandate, and tells whether the mandate has ended by now.
pub(crate) async fn keep_account(
    database: &Database,
    mandate: Uuid,
    account: Uuid,
) -> Result<bool, SqlError> {
    let statement = "UPDATE mandates SET account = ?, detached_at = NULL WHERE id = ?
        RETURNING ended_at IS NOT NULL";
    let rows = database.query(statement, params![account, mandate]).await?;
    Ok(first(&rows, |row| row.get(0))?.unwrap_or(true))
}

/// What a standing needs of a mandate.
pub(crate) struct MandateFacts {
    pub(crate) state: MandateState,
    pub(crate) organisation: (Uuid, OrganisationCategory),
    pub(crate) awaits_trace: bool,
}

pub(crate) async fn find_mandate_facts(
    database: &Database,
    id: Uuid,
) -> Result<Option<MandateFacts>, SqlError> {
    let statement = format!(
        "SELECT {STATE}, o.id, o.category, {AWAITS_TRACE}
        FROM mandates m JOIN organisations o ON o.id = m.organisation WHERE m.id = ?"
    );
    let decode = |row: &Row| {
        let organisation = (row.get(1)?, coded(row, 2)?);
        Ok(MandateFacts { state: coded(row, 0)?, organisation, awaits_trace: row.get(3)? })
    };
    first(&database.query(&statement, params![id]).await?, decode)
}
