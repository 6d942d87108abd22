use http::StatusCode;
use journal::Kind;
use uuid::Uuid;
use web::{Path, Problem};

use super::{act::Act, close_agent::require_other_security_officer};
use crate::{domain::fund::FundRole, fault::Denial, problems, store::agents};

/// `DELETE /login/agents/{id}/roles/{role}`: takes a role from one of the fund's people. It binds at once: their sessions
/// end, and what they proposed waits no more.
pub(crate) async fn remove_role(
    act: Act,
    Path((compte, role)): Path<(Uuid, FundRole)>,
) -> Result<StatusCode, Problem> {
    act.answer(remove(&act, compte, role).await)
}

async fn remove(act: &Act, compte: Uuid, role: FundRole) -> Result<StatusCode, Denial> {
    act.authorise("removeRole")?;
    let mut transaction = act.login.database.begin().await?;
    let listed = agents::list_within(&mut transaction).await?;
    let agent = listed.iter().find(|agent| agent.account == compte).ok_or(problems::AGENT_UNKNOWN)?;
    let mut roles = agent.roles.clone();
    if !roles.remove(&role) {
        return Err(problems::ROLE_UNCHANGED.into());
    }
    if roles.is_empty() {
        return Err(problems::LAST_ROLE.into());
    }
    if role == FundRole::ResponsableSecurite {
        require_other_security_officer(&listed, compte)?;
    }
    agents::set_roles(&mut transaction, agent, &roles).await?;
    agents::silence(&mut transaction, compte, act.now()).await?;
    act.conclude(transaction, Kind::RoleWithdrawn { compte, role: role.word() }).await?;
    Ok(StatusCode::NO_CONTENT)
}
