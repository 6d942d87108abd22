use serde::Serialize;
use web::{Json, Problem};

use super::{
    act::Act,
    propose::{PendingProposal, find_concerned},
};
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
    let mut propositions = Vec::with_capacity(listed.len());
    for proposal in listed {
        let concerned = find_concerned(act, &proposal).await?;
        propositions.push(PendingProposal::new(proposal, concerned));
    }
    Ok(Json(PendingProposals { propositions }))
}
