use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{coded, first};
use crate::domain::{Coded, MandateRole, OrganisationCategory};

/// The mandate of a manager or legal representative.
#[derive(Debug, Clone)]
pub(crate) struct Mandate {
    pub(crate) id: Uuid,
    pub(crate) organisation: Uuid,
    pub(crate) person: Uuid,
    pub(crate) role: MandateRole,
    pub(crate) is_running: bool,
}

/// Running: not ended, and opened by an act that the journal has.
const COLUMNS: &str = "id, organisation, person, role, ended_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM acts a WHERE a.traced_at IS NULL AND a.is_granting = 1 AND a.subject = m.id)";

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
    let statement = format!("SELECT {COLUMNS} FROM mandates m WHERE id = ?");
    first(&transaction.query(&statement, params![id]).await?, mandate)
}

/// The mandate of this role that a person holds.
pub(crate) async fn find_held_mandate(
    transaction: &mut Transaction,
    person: Uuid,
    role: MandateRole,
) -> Result<Option<Mandate>, SqlError> {
    let statement =
        format!("SELECT {COLUMNS} FROM mandates m WHERE person = ? AND role = ? AND ended_at IS NULL");
    first(&transaction.query(&statement, params![person, role.code()]).await?, mandate)
}

/// The running mandates of a person.
pub(crate) async fn list_running_mandates(
    transaction: &mut Transaction,
    person: Uuid,
) -> Result<Vec<Mandate>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM mandates m WHERE person = ? AND ended_at IS NULL");
    transaction.query(&statement, params![person]).await?.iter().map(mandate).collect()
}

fn mandate(row: &Row) -> Result<Mandate, SqlError> {
    Ok(Mandate {
        id: row.get(0)?,
        organisation: row.get(1)?,
        person: row.get(2)?,
        role: coded(row, 3)?,
        is_running: row.get(4)?,
    })
}

/// False when it was ended already.
pub(crate) async fn end_mandate(
    transaction: &mut Transaction,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = "UPDATE mandates SET ended_at = ? WHERE id = ? AND ended_at IS NULL RETURNING id";
    Ok(!transaction.query(statement, params![now, id]).await?.is_empty())
}

/// Keeps the account that was opened for the mandate.
pub(crate) async fn keep_account(database: &Database, mandate: Uuid, account: Uuid) -> Result<(), SqlError> {
    database.query("UPDATE mandates SET account = ? WHERE id = ?", params![account, mandate]).await.map(drop)
}

/// What a standing needs of a mandate.
pub(crate) struct MandateFacts {
    pub(crate) is_running: bool,
    pub(crate) organisation: (Uuid, OrganisationCategory),
    pub(crate) awaits_trace: bool,
}

pub(crate) async fn find_mandate_facts(
    database: &Database,
    id: Uuid,
) -> Result<Option<MandateFacts>, SqlError> {
    let statement = "SELECT m.ended_at IS NULL, o.id, o.category,
            EXISTS (SELECT 1 FROM acts a WHERE a.traced_at IS NULL AND a.is_granting = 1 AND a.subject = m.id)
        FROM mandates m JOIN organisations o ON o.id = m.organisation WHERE m.id = ?";
    let decode = |row: &Row| {
        let organisation = (row.get(1)?, coded(row, 2)?);
        Ok(MandateFacts { is_running: row.get(0)?, organisation, awaits_trace: row.get(3)? })
    };
    first(&database.query(statement, params![id]).await?, decode)
}
