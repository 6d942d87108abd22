use serde::Serialize;
use web::{Json, Problem};

use super::{act::Act, propose::PendingProposal};
use crate::{fault::Denial, store::proposals};

/// What waits for a second person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PendingProposals {
    propositions: Vec<PendingProposal>,
}

/// `GET /login/propositions`.
pub(crate) async fn list_proposals(act: Act) -> Result<Json<PendingProposals>, Problem> {
    act.answer(list(&act).await)
}

async fn list(act: &Act) -> Result<Json<PendingProposals>, Denial> {
    act.authorise("listProposals")?;
    let listed = proposals::list_proposals(&act.login.database, act.now()).await?;
    Ok(Json(PendingProposals { propositions: listed.into_iter().map(PendingProposal::from).collect() }))
}
