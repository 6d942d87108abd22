use std::collections::BTreeSet;

use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use web::{Json, Path, Problem};

use super::{act::Act, propose::propose};
use crate::{
    domain::{
        fund::{self, FundRole},
        proposal::ProposedAct,
    },
    fault::Denial,
    problems,
    store::agents::{self, Agent},
};

/// The role that one of the fund's people is to have too.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FurtherRole {
    role: FundRole,
}

/// `POST /login/agents/{id}/roles`: proposes that one of the fund's people has a role more. Another person confirms it.
pub(crate) async fn propose_role(
    act: Act,
    Path(compte): Path<Uuid>,
    Json(further): Json<FurtherRole>,
) -> Result<Response, Problem> {
    act.answer(propose_further(&act, compte, further.role).await)
}

async fn propose_further(act: &Act, compte: Uuid, role: FundRole) -> Result<Response, Denial> {
    act.authorise_request("proposeRole", act.principal.subject == compte)?;
    let agents = agents::list_agents(&act.login.database).await?;
    with_role(&agents, compte, role)?;
    propose(act, ProposedAct::AjoutRole { compte, role }).await
}

/// The person among `agents`, and the roles that they have with this one.
pub(super) fn with_role(
    agents: &[Agent],
    compte: Uuid,
    role: FundRole,
) -> Result<(&Agent, BTreeSet<FundRole>), Denial> {
    let agent = agents.iter().find(|agent| agent.account == compte);
    let agent = agent.ok_or(problems::AGENT_UNKNOWN)?;
    let mut roles = agent.roles.clone();
    if !roles.insert(role) {
        return Err(problems::ROLE_UNCHANGED.into());
    }
    if fund::may_be_held_together(&roles) { Ok((agent, roles)) } else { Err(problems::ROLES_APART.into()) }
}
