use axum::response::Response;
use web::{Json, Problem, kinds};

use super::{act::Act, propose::propose};
use crate::{
    domain::{
        fund,
        proposal::{FutureAgent, ProposedAct},
    },
    fault::Denial,
    problems,
    store::accounts,
};

/// `POST /login/agents`: proposes that someone becomes one of the fund's people. Another person confirms it.
pub(crate) async fn propose_agent(act: Act, Json(future): Json<FutureAgent>) -> Result<Response, Problem> {
    act.answer(propose_someone(&act, future).await)
}

async fn propose_someone(act: &Act, future: FutureAgent) -> Result<Response, Denial> {
    act.authorise("proposeAgent")?;
    if let Some(pointer) = future.fault() {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", pointer).into());
    }
    if !fund::may_be_held_together(&future.roles) {
        return Err(problems::ROLES_APART.into());
    }
    require_free(act, &future).await?;
    propose(act, ProposedAct::OuvertureAgent(future)).await
}

/// Refuses an identifier that an open account has: nobody is at once a partner's person and the fund's.
pub(super) async fn require_free(act: &Act, future: &FutureAgent) -> Result<(), Denial> {
    let identifier = future.identifiant.as_str();
    match accounts::find_account_by_identifier(&act.login.database, identifier).await? {
        Some(_) => Err(problems::IDENTIFIER_TAKEN.into()),
        None => Ok(()),
    }
}
