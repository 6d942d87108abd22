use access::Purpose;
use jiff::Timestamp;
use platform::{Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{PAGE, coded, first, json, to_json};
use crate::domain::{Coded, ConventionState, Label, TextDigest};

/// A convention d'accès, or an amendment to one.
#[derive(Debug, Clone)]
pub(crate) struct Convention {
    pub(crate) id: Uuid,
    pub(crate) organisation: Uuid,
    pub(crate) amends: Option<Uuid>,
    pub(crate) state: ConventionState,
    pub(crate) version: u32,
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) regulatory_act: String,
    pub(crate) regulatory_act_digest: TextDigest,
    pub(crate) text: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) due_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "id, organisation, amends, state, version, purposes, regulatory_act, regulatory_act_digest,
    text, starts_at, ends_at, due_at";

/// What a draft says.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) regulatory_act: Label,
    pub(crate) regulatory_act_digest: TextDigest,
    pub(crate) text: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

pub(crate) async fn insert_convention(
    transaction: &mut Transaction,
    (id, organisation, amends): (Uuid, Uuid, Option<Uuid>),
    draft: &Draft,
) -> Result<(), SqlError> {
    let statement = "INSERT INTO conventions (id, organisation, amends, state, version, purposes, regulatory_act,
        regulatory_act_digest, text, text_digest, starts_at, ends_at) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)";
    let parameters = params![
        id,
        organisation,
        amends,
        ConventionState::Draft.code(),
        to_json(&draft.purposes)?,
        draft.regulatory_act.as_str(),
        *draft.regulatory_act_digest.as_bytes(),
        &draft.text,
        *TextDigest::of(&draft.text).as_bytes(),
        draft.starts_at,
        draft.ends_at,
    ];
    transaction.query(statement, parameters).await.map(drop)
}

/// Replaces what a draft says.
pub(crate) async fn update_draft(
    transaction: &mut Transaction,
    id: Uuid,
    draft: &Draft,
) -> Result<(), SqlError> {
    let statement =
        "UPDATE conventions SET purposes = ?, regulatory_act = ?, regulatory_act_digest = ?, text = ?,
        text_digest = ?, starts_at = ?, ends_at = ?, version = version + 1 WHERE id = ?";
    let parameters = params![
        to_json(&draft.purposes)?,
        draft.regulatory_act.as_str(),
        *draft.regulatory_act_digest.as_bytes(),
        &draft.text,
        *TextDigest::of(&draft.text).as_bytes(),
        draft.starts_at,
        draft.ends_at,
        id,
    ];
    transaction.query(statement, parameters).await.map(drop)
}

pub(crate) async fn find_convention(
    transaction: &mut Transaction,
    id: Uuid,
) -> Result<Option<Convention>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM conventions WHERE id = ?");
    first(&transaction.query(&statement, params![id]).await?, convention)
}

/// The conventions of `organisation`, or of all, after the id `after`.
pub(crate) async fn list_conventions(
    transaction: &mut Transaction,
    organisation: Option<Uuid>,
    after: Uuid,
) -> Result<Vec<Convention>, SqlError> {
    let statement = match organisation {
        Some(_) => format!(
            "SELECT {COLUMNS} FROM conventions WHERE organisation = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
        ),
        None => {
            format!("SELECT {COLUMNS} FROM conventions WHERE ?1 IS NULL AND id > ?2 ORDER BY id LIMIT ?3")
        }
    };
    let rows = transaction.query(&statement, params![organisation, after, PAGE]).await?;
    rows.iter().map(convention).collect()
}

/// Whether another convention of the same organisation, `former` apart, holds during some of the same period.
pub(crate) async fn has_rival(
    transaction: &mut Transaction,
    convention: &Convention,
    former: Option<Uuid>,
) -> Result<bool, SqlError> {
    let statement = "SELECT 1 FROM conventions WHERE organisation = ? AND id <> ? AND id IS NOT ?
        AND state IN ('active', 'suspendue') AND starts_at < ? AND ends_at > ? LIMIT 1";
    let Convention { id, organisation, starts_at, ends_at, .. } = convention;
    let parameters = params![*organisation, *id, former, *ends_at, *starts_at];
    Ok(!transaction.query(statement, parameters).await?.is_empty())
}

/// Those whose end has come and is not recorded.
pub(crate) async fn list_overdue_conventions(
    transaction: &mut Transaction,
    now: Timestamp,
) -> Result<Vec<Convention>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM conventions WHERE state IN ('active', 'suspendue') AND ends_at <= ? LIMIT ?"
    );
    transaction.query(&statement, params![now, PAGE]).await?.iter().map(convention).collect()
}

fn convention(row: &Row) -> Result<Convention, SqlError> {
    Ok(Convention {
        id: row.get(0)?,
        organisation: row.get(1)?,
        amends: row.get(2)?,
        state: coded(row, 3)?,
        version: row.get(4)?,
        purposes: json(row, 5)?,
        regulatory_act: row.get(6)?,
        regulatory_act_digest: TextDigest::from_bytes(row.get(7)?),
        text: row.get(8)?,
        starts_at: row.get(9)?,
        ends_at: row.get(10)?,
        due_at: row.get(11)?,
    })
}

pub(crate) async fn update_state(
    transaction: &mut Transaction,
    id: Uuid,
    state: ConventionState,
    due_at: Option<Timestamp>,
) -> Result<(), SqlError> {
    let statement = "UPDATE conventions SET state = ?, due_at = ?, version = version + 1 WHERE id = ?";
    transaction.query(statement, params![state.code(), due_at, id]).await.map(drop)
}

/// A signature, with the terms as they are at that instant. A later one of the same side takes its place: it happens
/// only after a return to draft, whose text may have changed.
pub(crate) async fn insert_signature(
    transaction: &mut Transaction,
    convention: &Convention,
    (side, signer, signed_at): (&str, Uuid, Timestamp),
) -> Result<(), SqlError> {
    let statement =
        "INSERT OR REPLACE INTO signatures (convention, side, signer, signed_at, text_digest, purposes,
        regulatory_act, regulatory_act_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let parameters = params![
        convention.id,
        side,
        signer,
        signed_at,
        *TextDigest::of(&convention.text).as_bytes(),
        to_json(&convention.purposes)?,
        &convention.regulatory_act,
        *convention.regulatory_act_digest.as_bytes(),
    ];
    transaction.query(statement, parameters).await.map(drop)
}

/// Who signed which text, and when.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Signature {
    partie: String,
    signataire: Uuid,
    signe_le: Timestamp,
    pub(crate) empreinte: TextDigest,
    finalites: Vec<Purpose>,
    acte_reglementaire: String,
    empreinte_acte: TextDigest,
}

pub(crate) async fn list_signatures(
    transaction: &mut Transaction,
    convention: Uuid,
) -> Result<Vec<Signature>, SqlError> {
    let statement =
        "SELECT side, signer, signed_at, text_digest, purposes, regulatory_act, regulatory_act_digest
        FROM signatures WHERE convention = ? ORDER BY signed_at";
    let decode = |row: &Row| {
        Ok(Signature {
            partie: row.get(0)?,
            signataire: row.get(1)?,
            signe_le: row.get(2)?,
            empreinte: TextDigest::from_bytes(row.get(3)?),
            finalites: json(row, 4)?,
            acte_reglementaire: row.get(5)?,
            empreinte_acte: TextDigest::from_bytes(row.get(6)?),
        })
    };
    transaction.query(statement, params![convention]).await?.iter().map(decode).collect()
}
