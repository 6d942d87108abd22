use std::sync::Arc;

use axum::extract::{Query, State, rejection::QueryRejection};
use serde::{Deserialize, Serialize};
use transparency::inclusion_ranges;
use web::{Context, Json, Problem, kinds};

use crate::{Audit, JournalFault, log::hashes_of_ranges, problems, store::checkpoints::find_last};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    rang: u64,
    taille: u64,
}

/// The hashes of a proof, in base64 and in the order of RFC 6962.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Proof {
    preuve: Vec<String>,
}

/// `GET /log/proofs/inclusion?rang=&taille=`: that the leaf `rang` is in the tree of `taille` leaves.
pub(crate) async fn prove_inclusion(
    State(audit): State<Arc<Audit>>,
    context: Context,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<Proof>, Problem> {
    let Ok(Query(question)) = question else { return Err(Problem::new(kinds::MALFORMED)) };
    let ranges = inclusion_ranges(question.rang, question.taille);
    let proof = prove(&audit, question.taille, ranges).await.map_err(|fault| fault.problem(&context))?;
    proof.map(Json).ok_or_else(|| Problem::new(problems::PROOF_IMPOSSIBLE))
}

/// The hashes of `ranges` in the tree of `size` leaves, if that much is published.
pub(super) async fn prove(
    audit: &Audit,
    size: u64,
    ranges: Option<Vec<std::ops::Range<u64>>>,
) -> Result<Option<Proof>, JournalFault> {
    let mut on = &audit.database;
    let published = find_last(&mut on).await?.map_or(0, |last| last.size);
    let Some(ranges) = ranges.filter(|_| size <= published) else { return Ok(None) };
    let hashes = hashes_of_ranges(&mut on, size, &ranges).await?;
    Ok(Some(Proof { preuve: hashes.iter().map(ToString::to_string).collect() }))
}
