use access::{ProfileCode, Purpose};
use jiff::{Timestamp, civil::Date};
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{PAGE, coded, first, json, profile, to_json};
use crate::domain::{CodeKind, Coded, ExtraCode, HabilitationState, TextDigest};

/// A personal habilitation.
#[derive(Debug, Clone)]
pub(crate) struct Habilitation {
    pub(crate) id: Uuid,
    pub(crate) organisation: Uuid,
    pub(crate) contract: Uuid,
    pub(crate) person: Uuid,
    pub(crate) function: String,
    pub(crate) profile: ProfileCode,
    pub(crate) profile_version: u32,
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) code: Option<ExtraCode>,
    pub(crate) state: HabilitationState,
    pub(crate) version: u32,
    pub(crate) asked_by: Uuid,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) due_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, organisation, contract, person, function, profile, profile_version, purposes, code_kind,
    code, state, version, asked_by, starts_at, ends_at, due_at";

pub(crate) async fn insert_habilitation(
    transaction: &mut Transaction,
    habilitation: &Habilitation,
) -> Result<(), SqlError> {
    let statement = format!(
        "INSERT INTO habilitations ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    );
    let code = habilitation.code.as_ref();
    let parameters = params![
        habilitation.id,
        habilitation.organisation,
        habilitation.contract,
        habilitation.person,
        &habilitation.function,
        habilitation.profile.as_str(),
        habilitation.profile_version,
        to_json(&habilitation.purposes)?,
        code.map(|code| code.kind.code()),
        code.map(|code| code.text.as_str()),
        habilitation.state.code(),
        habilitation.version,
        habilitation.asked_by,
        habilitation.starts_at,
        habilitation.ends_at,
        habilitation.due_at,
    ];
    transaction.query(&statement, parameters).await.map(drop)
}

pub(crate) async fn find_habilitation(
    transaction: &mut Transaction,
    id: Uuid,
) -> Result<Option<Habilitation>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM habilitations WHERE id = ?");
    first(&transaction.query(&statement, params![id]).await?, habilitation)
}

/// The habilitations of `organisation`, or of all, after the id `after`.
pub(crate) async fn list_habilitations(
    transaction: &mut Transaction,
    organisation: Option<Uuid>,
    after: Uuid,
) -> Result<Vec<Habilitation>, SqlError> {
    let condition = if organisation.is_some() { "organisation = ?1" } else { "?1 IS NULL" };
    let statement =
        format!("SELECT {COLUMNS} FROM habilitations WHERE {condition} AND id > ?2 ORDER BY id LIMIT ?3");
    let rows = transaction.query(&statement, params![organisation, after, PAGE]).await?;
    rows.iter().map(habilitation).collect()
}

/// The habilitations of a person that no act has ended.
pub(crate) async fn list_open_habilitations(
    transaction: &mut Transaction,
    person: Uuid,
) -> Result<Vec<Habilitation>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM habilitations WHERE person = ? AND state NOT IN ('retiree', 'expiree') ORDER BY id"
    );
    transaction.query(&statement, params![person]).await?.iter().map(habilitation).collect()
}

/// Those whose end has come and is not recorded.
pub(crate) async fn list_overdue_habilitations(
    transaction: &mut Transaction,
    now: Timestamp,
) -> Result<Vec<Habilitation>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM habilitations WHERE state NOT IN ('retiree', 'expiree') AND ends_at <= ? LIMIT ?"
    );
    transaction.query(&statement, params![now, PAGE]).await?.iter().map(habilitation).collect()
}

fn habilitation(row: &Row) -> Result<Habilitation, SqlError> {
    let code = match row.get(9)? {
        Some(text) => Some(ExtraCode { kind: coded::<CodeKind>(row, 8)?, text }),
        None => None,
    };
    Ok(Habilitation {
        id: row.get(0)?,
        organisation: row.get(1)?,
        contract: row.get(2)?,
        person: row.get(3)?,
        function: row.get(4)?,
        profile: profile(row, 5)?,
        profile_version: row.get(6)?,
        purposes: json(row, 7)?,
        code,
        state: coded(row, 10)?,
        version: row.get(11)?,
        asked_by: row.get(12)?,
        starts_at: row.get(13)?,
        ends_at: row.get(14)?,
        due_at: row.get(15)?,
    })
}

pub(crate) async fn update_state(
    transaction: &mut Transaction,
    id: Uuid,
    state: HabilitationState,
    due_at: Option<Timestamp>,
) -> Result<(), SqlError> {
    let statement = "UPDATE habilitations SET state = ?, due_at = ?, version = version + 1 WHERE id = ?";
    transaction.query(statement, params![state.code(), due_at, id]).await.map(drop)
}

/// Whether a living habilitation of another holder has this code. A landlord's code belongs to one organisation, an
/// instructor's number to one person.
pub(crate) async fn is_code_held_by_another(
    transaction: &mut Transaction,
    code: &ExtraCode,
    (organisation, person): (Uuid, Uuid),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let (holder, id) = match code.kind {
        CodeKind::Landlord => ("organisation", organisation),
        CodeKind::Instructor => ("person", person),
    };
    let statement = format!(
        "SELECT 1 FROM habilitations WHERE code_kind = ? AND code = ? AND {holder} <> ?
            AND state IN ('acceptee', 'formation', 'active', 'suspendue') AND ends_at > ? LIMIT 1"
    );
    let parameters = params![code.kind.code(), &code.text, id, now];
    Ok(!transaction.query(&statement, parameters).await?.is_empty())
}

/// Keeps the commitments that the person signed.
pub(crate) async fn keep_commitments(
    transaction: &mut Transaction,
    id: Uuid,
    digest: TextDigest,
    signed_on: Date,
) -> Result<(), SqlError> {
    let statement = "UPDATE habilitations SET commitments_digest = ?, commitments_signed_on = ? WHERE id = ?";
    transaction.query(statement, params![*digest.as_bytes(), signed_on.to_string(), id]).await.map(drop)
}

/// A training certificate.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) body: String,
    pub(crate) issued_on: Date,
    pub(crate) ends_at: Timestamp,
}

pub(crate) async fn insert_certificate(
    transaction: &mut Transaction,
    (habilitation, act): (Uuid, Uuid),
    certificate: &Certificate,
) -> Result<(), SqlError> {
    let statement =
        "INSERT INTO certificates (act, habilitation, body, issued_on, ends_at) VALUES (?, ?, ?, ?, ?)";
    let issued_on = certificate.issued_on.to_string();
    let parameters = params![act, habilitation, &certificate.body, issued_on, certificate.ends_at];
    transaction.query(statement, parameters).await.map(drop)
}

/// Until when the person is certified.
pub(crate) async fn find_training_end(
    transaction: &mut Transaction,
    habilitation: Uuid,
) -> Result<Option<Timestamp>, SqlError> {
    let statement = "SELECT max(ends_at) FROM certificates WHERE habilitation = ?";
    Ok(first(&transaction.query(statement, params![habilitation]).await?, |row| row.get(0))?.flatten())
}

/// Keeps the account that was opened for the habilitation, and tells whether the habilitation has ended by now.
pub(crate) async fn keep_account(
    database: &Database,
    habilitation: Uuid,
    account: Uuid,
) -> Result<bool, SqlError> {
    let statement = "UPDATE habilitations SET account = ?, detached_at = NULL WHERE id = ? RETURNING state";
    let state =
        first(&database.query(statement, params![account, habilitation]).await?, |row| coded(row, 0))?;
    Ok(!matches!(state, Some(HabilitationState::Active | HabilitationState::Suspended)))
}
