//! What two persons do: one proposes, another confirms, and the journal names both.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use journal::Kind;
use platform::Transaction;
use serde::Serialize;
use uuid::Uuid;
use web::Json;

use super::act::Act;
use crate::{
    domain::{
        account::Account,
        proposal::{PROPOSAL_LIFE, Proposal, ProposedAct},
        session::later,
    },
    fault::Denial,
    problems,
    store::{accounts, proposals},
};

/// A proposal that waits for the second person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PendingProposal {
    proposition: Uuid,
    #[serde(flatten)]
    acte: ProposedAct,
    /// Whose account it is about, when there is one, for whoever decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    personne: Option<Concerned>,
    auteur: Uuid,
    #[schema(value_type = String)]
    proposee_le: Timestamp,
    #[schema(value_type = String)]
    expire_le: Timestamp,
}

/// Who somebody is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Concerned {
    identifiant: String,
    nom: String,
    prenoms: String,
}

impl From<Account> for Concerned {
    fn from(account: Account) -> Self {
        Self { identifiant: account.identifier, nom: account.last_name, prenoms: account.first_names }
    }
}

impl PendingProposal {
    /// With the open account that it is about.
    pub(super) fn new(proposal: Proposal, account: Option<Account>) -> Self {
        Self {
            personne: account.map(Concerned::from),
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
        require_first_reset(&mut transaction, &proposal).await?;
        let is_kept = proposals::insert_proposal(&mut transaction, &proposal).await?;
        transaction.commit().await?;
        if is_kept { Ok(()) } else { Err(problems::PROPOSALS_FULL.into()) }
    })
    .await?;
    let concerned = find_concerned(act, &proposal).await?;
    Ok((StatusCode::CREATED, Json(PendingProposal::new(proposal, concerned))).into_response())
}

/// One reset of an account waits at a time: another, confirmed later, would shut out who came back by the first.
async fn require_first_reset(transaction: &mut Transaction, proposal: &Proposal) -> Result<(), Denial> {
    let ProposedAct::ReinitialisationCompte { compte, .. } = proposal.act else { return Ok(()) };
    let waits = proposals::is_reset_waiting(transaction, compte, proposal.made_at).await?;
    if waits { Err(problems::RESET_WAITS.into()) } else { Ok(()) }
}

/// The open account that a proposal is about.
pub(super) async fn find_concerned(act: &Act, proposal: &Proposal) -> Result<Option<Account>, Denial> {
    match proposal.act.account() {
        Some(account) => Ok(accounts::find_account(&act.login.database, account).await?),
        None => Ok(None),
    }
}
