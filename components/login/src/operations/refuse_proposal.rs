use http::StatusCode;
use journal::Kind;
use uuid::Uuid;
use web::{Path, Problem};

use super::act::Act;
use crate::{fault::Denial, problems, store::proposals};

/// `DELETE /login/propositions/{id}`: refuses what another proposed, or takes back what one proposed oneself.
pub(crate) async fn refuse_proposal(act: Act, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    act.answer(refuse(&act, id).await)
}

async fn refuse(act: &Act, id: Uuid) -> Result<StatusCode, Denial> {
    act.authorise("refuseProposal")?;
    let database = &act.login.database;
    let found = proposals::find_proposal(database, id, act.now()).await?;
    let proposal = found.ok_or(problems::PROPOSAL_UNKNOWN)?;
    let refused = Kind::ProposalRefused { proposition: id, acte: proposal.act.word() };
    act.perform(&[refused], async {
        let mut transaction = act.begin().await?;
        let is_taken = proposals::take_proposal(&mut transaction, id).await?;
        transaction.commit().await?;
        if is_taken { Ok(StatusCode::NO_CONTENT) } else { Err(problems::PROPOSAL_UNKNOWN.into()) }
    })
    .await
}
