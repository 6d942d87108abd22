use std::sync::Arc;

use axum::extract::{Query, State, rejection::QueryRejection};
use serde::Deserialize;
use transparency::consistency_ranges;
use web::{Context, Json, Problem, kinds};

use super::prove_inclusion::{Proof, prove};
use crate::{Audit, problems};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    de: u64,
    a: u64,
}

/// `GET /log/proofs/consistency?de=&a=`: that the tree of `a` leaves only adds to the tree of `de` leaves.
pub(crate) async fn prove_consistency(
    State(audit): State<Arc<Audit>>,
    context: Context,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<Proof>, Problem> {
    let Ok(Query(question)) = question else { return Err(Problem::new(kinds::MALFORMED)) };
    let ranges = consistency_ranges(question.de, question.a);
    let proof = prove(&audit, question.a, ranges).await.map_err(|fault| fault.problem(&context))?;
    proof.map(Json).ok_or_else(|| Problem::new(problems::PROOF_IMPOSSIBLE))
}
