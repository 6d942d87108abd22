use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;
use web::{Json, Problem};

use super::act::Act;
use crate::{
    domain::fund::FundRole,
    fault::Denial,
    store::agents::{self, Agent},
};

/// The fund's people.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FundAgents {
    agents: Vec<FundAgent>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FundAgent {
    compte: Uuid,
    identifiant: String,
    nom: String,
    prenoms: String,
    roles: BTreeSet<FundRole>,
    /// Whether they have made their first connection.
    est_active: bool,
    #[schema(value_type = String)]
    ouvert_le: Timestamp,
}

impl From<Agent> for FundAgent {
    fn from(agent: Agent) -> Self {
        Self {
            compte: agent.account,
            identifiant: agent.identifier,
            nom: agent.last_name,
            prenoms: agent.first_names,
            roles: agent.roles,
            est_active: agent.is_active,
            ouvert_le: agent.opened_at,
        }
    }
}

/// `GET /login/agents`.
pub(crate) async fn list_agents(act: Act) -> Result<Json<FundAgents>, Problem> {
    act.answer(list(&act).await)
}

async fn list(act: &Act) -> Result<Json<FundAgents>, Denial> {
    act.authorise("listAgents")?;
    let listed = agents::list_agents(&act.login.database).await?;
    Ok(Json(FundAgents { agents: listed.into_iter().map(FundAgent::from).collect() }))
}
