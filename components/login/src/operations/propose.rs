//! What two persons do: one proposes, another confirms, and the journal names both.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use journal::Kind;
use serde::Serialize;
use uuid::Uuid;
use web::Json;

use super::act::Act;
use crate::{
    domain::{
        proposal::{PROPOSAL_LIFE, Proposal, ProposedAct},
        session::later,
    },
    fault::Denial,
    problems,
    store::proposals,
};

/// A proposal that waits for the second person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PendingProposal {
    proposition: Uuid,
    #[serde(flatten)]
    acte: ProposedAct,
    auteur: Uuid,
    #[schema(value_type = String)]
    proposee_le: Timestamp,
    #[schema(value_type = String)]
    expire_le: Timestamp,
}

impl From<Proposal> for PendingProposal {
    fn from(proposal: Proposal) -> Self {
        Self {
            proposition: proposal.id,
            acte: proposal.act,
            auteur: proposal.author,
            proposee_le: proposal.made_at,
            expire_le: proposal.expires_at,
        }
    }
}

/// Keeps what the caller proposes, once the journal has it.
pub(super) async fn propose(act: &Act, proposed: ProposedAct) -> Result<Response, Denial> {
    let proposal = Proposal {
        id: act.new_id(),
        act: proposed,
        author: act.principal.subject,
        made_at: act.now(),
        expires_at: later(act.now(), PROPOSAL_LIFE),
    };
    let made = Kind::ProposalMade { proposition: proposal.id, acte: proposal.act.word() };
    act.perform(&[made], async {
        let mut transaction = act.begin().await?;
        let is_kept = proposals::insert_proposal(&mut transaction, &proposal).await?;
        transaction.commit().await?;
        if is_kept { Ok(()) } else { Err(problems::PROPOSALS_FULL.into()) }
    })
    .await?;
    Ok((StatusCode::CREATED, Json(PendingProposal::from(proposal))).into_response())
}
