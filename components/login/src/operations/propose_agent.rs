use axum::response::Response;
use web::{Json, Problem, kinds};

use super::{act::Act, propose::propose};
use crate::{
    domain::{
        account::Holder,
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
    find_former(act, &future).await?;
    propose(act, ProposedAct::OuvertureAgent(future)).await
}

/// The closed account of who comes back. Refuses an identifier that an open account has, for nobody is at once a partner's
/// person and the fund's, or that somebody else had, whose acts the journal still tells of.
pub(super) async fn find_former(act: &Act, future: &FutureAgent) -> Result<Option<Holder>, Denial> {
    let found = accounts::find_holder(&act.login.database, future.identifiant.as_str()).await?;
    match &found {
        Some(Holder { is_gone: false, .. }) => Err(problems::IDENTIFIER_TAKEN.into()),
        Some(Holder { account, .. }) if !account.is_named(&future.nom, &future.prenoms) => {
            Err(problems::IDENTIFIER_KEPT.into())
        }
        _ => Ok(found),
    }
}
