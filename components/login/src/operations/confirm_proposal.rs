use journal::Kind;
use platform::Transaction;
use serde::Serialize;
use uuid::Uuid;
use web::{Json, Path, Problem};

use super::{
    act::Act,
    open_account::issue,
    propose_agent::find_former,
    propose_reset::find_begun,
    propose_role::with_role,
    write_letter::{About, write_letter},
};
use crate::{
    domain::{
        account::{Account, Holder},
        attachment::Attachment,
        campaign::CampaignOrder,
        fund::FundRole,
        proposal::{FutureAgent, Proposal, ProposedAct},
    },
    fault::Denial,
    problems,
    store::{agents, attachments, campaigns, proposals, resets},
};

/// What was done: to whose account, or which campaign.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConfirmedProposal {
    proposition: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    compte: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campagne: Option<Uuid>,
}

/// `POST /login/propositions/{id}/confirmation`: does what another proposed.
pub(crate) async fn confirm_proposal(
    act: Act,
    Path(id): Path<Uuid>,
) -> Result<Json<ConfirmedProposal>, Problem> {
    act.answer(confirm(&act, id).await.map(Json))
}

async fn confirm(act: &Act, id: Uuid) -> Result<ConfirmedProposal, Denial> {
    act.authorise_request("confirmProposal", false)?;
    let found = proposals::find_proposal(&act.login.database, id, act.now()).await?;
    let proposal = found.ok_or(problems::PROPOSAL_UNKNOWN)?;
    act.authorise_request("confirmProposal", proposal.is_of(act.principal.subject))?;
    let confirmed = ConfirmedProposal { proposition: id, compte: None, campagne: None };
    Ok(match &proposal.act {
        ProposedAct::OuvertureAgent(future) => {
            ConfirmedProposal { compte: Some(open_agent(act, &proposal, future).await?), ..confirmed }
        }
        ProposedAct::AjoutRole { compte, role } => {
            ConfirmedProposal { compte: Some(add_role(act, &proposal, *compte, *role).await?), ..confirmed }
        }
        ProposedAct::LancementCampagne(order) => {
            ConfirmedProposal { campagne: Some(start_campaign(act, &proposal, order).await?), ..confirmed }
        }
        ProposedAct::ReinitialisationCompte { compte, .. } => {
            ConfirmedProposal { compte: Some(reset(act, &proposal, *compte).await?), ..confirmed }
        }
    })
}

/// Starts a campaign, whose notice runs from now.
async fn start_campaign(act: &Act, proposal: &Proposal, order: &CampaignOrder) -> Result<Uuid, Denial> {
    let campaign = order.start(act.new_id(), act.now());
    let started = Kind::CampaignStarted { campagne: campaign.id, portee: campaign.target.word() };
    act.perform(&[confirmation(proposal), started], async {
        let mut transaction = take(act, proposal).await?;
        campaigns::start(&mut transaction, &campaign).await?;
        Ok(transaction.commit().await?)
    })
    .await?;
    Ok(campaign.id)
}

/// Opens the account of one of the fund's people, or opens it again when they come back; they alone get, in a letter, the
/// secret of its first connection.
async fn open_agent(act: &Act, proposal: &Proposal, future: &FutureAgent) -> Result<Uuid, Denial> {
    let former = find_former(act, future).await?;
    let holder = former.unwrap_or_else(|| Holder::new(new_account(act, future)));
    let compte = holder.account.id;
    let attachment = Attachment {
        id: act.new_id(),
        account: compte,
        habilitation: None,
        organisation: None,
        roles: future.roles.iter().copied().map(Into::into).collect(),
        label: None,
        opened_at: act.now(),
    };
    let opened =
        if holder.is_gone { Kind::AccountReopened { compte } } else { Kind::AccountCreated { compte } };
    act.perform(&[confirmation(proposal), opened], async {
        let issue = issue(&act.login, &act.context, (&holder.account, &attachment), false).await?;
        let mut transaction = take(act, proposal).await?;
        let opened = attachments::open_within(&mut transaction, &holder, &attachment, issue).await?;
        opened.ok_or(problems::IDENTIFIER_TAKEN)?;
        Ok(transaction.commit().await?)
    })
    .await?;
    Ok(compte)
}

fn new_account(act: &Act, future: &FutureAgent) -> Account {
    Account {
        id: act.new_id(),
        identifier: future.identifiant.as_str().to_owned(),
        last_name: future.nom.clone(),
        first_names: future.prenoms.clone(),
        password_hash: None,
        totp: None,
        password_expires_at: None,
        is_reset: false,
    }
}

async fn add_role(act: &Act, proposal: &Proposal, compte: Uuid, role: FundRole) -> Result<Uuid, Denial> {
    let listed = agents::list_agents(&act.login.database).await?;
    with_role(&listed, compte, role)?;
    let granted = Kind::RoleGranted { compte, role: role.word() };
    act.perform(&[confirmation(proposal), granted], async {
        let mut transaction = take(act, proposal).await?;
        let listed = agents::list_within(&mut transaction).await?;
        let (agent, roles) = with_role(&listed, compte, role)?;
        agents::set_roles(&mut transaction, agent, &roles).await?;
        Ok(transaction.commit().await?)
    })
    .await?;
    Ok(compte)
}

/// What their letter is for, in words for its holder.
const RESET: &str = "Réinitialisation de votre compte : choisissez un nouveau mot de passe et un nouveau second facteur. Vos habilitations et mandats restent.";

/// Makes void what proves who the holder is; they alone get, in a letter, the secret with which they start over.
async fn reset(act: &Act, proposal: &Proposal, compte: Uuid) -> Result<Uuid, Denial> {
    let account = find_begun(act, compte).await?;
    let is_reset = Kind::AccountReset { compte, proposition: proposal.id };
    act.perform(&[confirmation(proposal), is_reset], async {
        let about = About { subject: compte, organisation: None, objet: RESET.to_owned() };
        let (activation, letter) = write_letter(&act.login, &act.context, &account, about).await?;
        let mut transaction = take(act, proposal).await?;
        if !resets::reset(&mut transaction, (activation, &letter), act.now()).await? {
            return Err(problems::ACCOUNT_CLOSED.into());
        }
        Ok(transaction.commit().await?)
    })
    .await?;
    Ok(compte)
}

fn confirmation(proposal: &Proposal) -> Kind {
    Kind::ProposalConfirmed { proposition: proposal.id, acte: proposal.act.word() }
}

/// Takes the proposal away, in the transaction that does it, with those that come to the same.
async fn take(act: &Act, proposal: &Proposal) -> Result<Transaction, Denial> {
    let mut transaction = act.begin().await?;
    if !proposals::take_proposal(&mut transaction, proposal.id).await? {
        return Err(problems::PROPOSAL_UNKNOWN.into());
    }
    proposals::forget_repeats(&mut transaction, &proposal.act).await?;
    Ok(transaction)
}
