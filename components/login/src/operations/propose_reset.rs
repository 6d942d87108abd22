use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use web::{Json, Path, Problem, kinds};

use super::{act::Act, propose::propose};
use crate::{
    domain::{account::Account, plain_text::is_plain, proposal::ProposedAct},
    fault::Denial,
    problems,
    store::{accounts, agents, proposals},
};

/// The longest reason, in letters.
const LONGEST: usize = 500;

/// Why somebody is to start over, for whoever confirms it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestedReset {
    motif: String,
}

/// `POST /login/comptes/{id}/reinitialisation`: proposes that someone who lost their password, or their telephone and
/// recovery codes, starts over with the secret of a letter. Another person confirms it, for it gives a secret.
pub(crate) async fn propose_reset(
    act: Act,
    Path(compte): Path<Uuid>,
    Json(requested): Json<RequestedReset>,
) -> Result<Response, Problem> {
    act.answer(propose_one(&act, compte, requested.motif).await)
}

async fn propose_one(act: &Act, compte: Uuid, motif: String) -> Result<Response, Denial> {
    let database = &act.login.database;
    let is_of_fund = agents::is_agent(database, compte).await?;
    let is_own = act.principal.subject == compte;
    act.authorise_about("proposeReset", is_own, &[("is_of_fund", is_of_fund.into())])?;
    if motif.trim().is_empty() || motif.chars().count() > LONGEST || !is_plain(&motif) {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/motif").into());
    }
    find_begun(act, compte).await?;
    let waiting = proposals::list_proposals(database, act.now()).await?;
    if waiting.iter().any(|proposal| proposal.act.resets(compte)) {
        return Err(problems::RESET_WAITS.into());
    }
    propose(act, ProposedAct::ReinitialisationCompte { compte, motif }).await
}

/// The open account, whose holder made their first connection.
pub(super) async fn find_begun(act: &Act, compte: Uuid) -> Result<Account, Denial> {
    let database = &act.login.database;
    match accounts::find_account(database, compte).await? {
        Some(account) if account.has_begun() => Ok(account),
        Some(_) => Err(problems::ACCOUNT_NEVER_USED.into()),
        None if accounts::has_account(database, compte).await? => Err(problems::ACCOUNT_CLOSED.into()),
        None => Err(problems::ACCOUNT_UNKNOWN.into()),
    }
}
