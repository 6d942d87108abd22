use http::StatusCode;
use journal::Kind;
use uuid::Uuid;
use web::{Path, Problem};

use super::act::Act;
use crate::{
    domain::fund::FundRole,
    fault::Denial,
    problems,
    store::{
        agents::{self, Agent},
        attachments,
    },
};

/// `DELETE /login/agents/{id}`: closes the account of one of the fund's people, at once, with their sessions. One person
/// suffices: it gives nobody anything.
pub(crate) async fn close_agent(act: Act, Path(compte): Path<Uuid>) -> Result<StatusCode, Problem> {
    act.answer(close(&act, compte).await)
}

async fn close(act: &Act, compte: Uuid) -> Result<StatusCode, Denial> {
    act.authorise("closeAgent")?;
    let mut transaction = act.login.database.begin().await?;
    let listed = agents::list_within(&mut transaction).await?;
    let agent = listed.iter().find(|agent| agent.account == compte).ok_or(problems::AGENT_UNKNOWN)?;
    if agent.roles.contains(&FundRole::ResponsableSecurite) {
        require_other_security_officer(&listed, compte)?;
    }
    agents::silence(&mut transaction, compte, act.now()).await?;
    attachments::end_at_fund(&mut transaction, compte, act.now()).await?;
    act.conclude(transaction, Kind::AccountClosed { compte }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The fund is never left without someone who can cut an access: another than `compte` is in office.
pub(super) fn require_other_security_officer(agents: &[Agent], compte: Uuid) -> Result<(), Denial> {
    let in_office = |agent: &Agent| agent.is_active && agent.roles.contains(&FundRole::ResponsableSecurite);
    let has_other = agents.iter().any(|agent| agent.account != compte && in_office(agent));
    if has_other { Ok(()) } else { Err(problems::LAST_SECURITY_OFFICER.into()) }
}
