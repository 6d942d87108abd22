use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use web::{Context, Json, Problem, kinds};

use crate::{Login, store::proofs::OneUse};

/// A proof of possession that another component verified.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifiedProof {
    client: String,
    preuve: String,
    expire_le: Timestamp,
}

/// Whether it may be believed.
#[derive(Debug, Serialize)]
pub(crate) struct ProofState {
    est_acceptee: bool,
}

/// `POST /prive/preuves`: a proof counts once, on whichever instance of whichever component, and for a client that is
/// still registered.
pub(crate) async fn take_proof(
    State(login): State<Arc<Login>>,
    context: Context,
    Json(proof): Json<VerifiedProof>,
) -> Result<Json<ProofState>, Problem> {
    let id = jose::decode(&proof.preuve).and_then(|bytes| bytes.try_into().ok());
    let id = id.ok_or_else(|| Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/preuve"))?;
    let one = OneUse { id, expires_at: proof.expire_le };
    let taken = login.take_proof_of(&proof.client, one, &context).await;
    let est_acceptee = taken.map_err(|fault| fault.problem(&context))?;
    Ok(Json(ProofState { est_acceptee }))
}
