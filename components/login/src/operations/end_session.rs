use std::sync::Arc;

use access::Principal;
use axum::{extract::State, response::Response};
use http::StatusCode;
use journal::{Event, Kind};
use uuid::Uuid;
use web::{Caller, Context, Path, Problem};

use super::list_sessions::required_session;
use crate::{
    Login,
    fault::Fault,
    pages::{self, Answer, Visit},
    parameters::Parameters,
    problems,
    store::{accounts, agents, sessions},
};

/// `DELETE /login/comptes/{id}/sessions`: a fund's officer ends all the sessions of an account. They may have been a thief's:
/// what was proposed in them waits no more.
pub(crate) async fn end_account_sessions(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    login.authorise(&context, &principal, "endAccountSessions")?;
    let is_known = end_all(&login, &context, &principal, id).await;
    if is_known.map_err(|fault| fault.problem(&context))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(problems::ACCOUNT_UNKNOWN))
    }
}

/// Ends them, and tells whose; false when no account has this id.
async fn end_all(
    login: &Login,
    context: &Context,
    principal: &Principal,
    compte: Uuid,
) -> Result<bool, Fault> {
    if !accounts::has_account(&login.database, compte).await? {
        return Ok(false);
    }
    let mut transaction = login.database.begin().await?;
    agents::silence(&mut transaction, compte, context.now).await?;
    let kind = Kind::SessionsEnded { compte };
    login.conclude(context, transaction, |event| Event::done(event, kind).by(principal)).await?;
    Ok(true)
}

/// `POST /login/sessions`: a person ends one of their own sessions.
pub(crate) async fn end_own_session(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(end(&visit, &parameters).await)
}

async fn end(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = required_session(visit).await?;
    let (login, now) = (&visit.login, visit.now());
    let named: Option<Uuid> = parameters.get("session").and_then(|text| text.parse().ok());
    let others = sessions::list_sessions(&login.database, own.account, now).await?;
    if let Some(session) = others.iter().find(|session| Some(session.id) == named) {
        end_session(login, &visit.context, session.id, |id| signed_out(id, own.account)).await?;
    }
    pages::redirect("/login/sessions")
}

/// That a person ended one of their sessions.
pub(super) fn signed_out(id: Uuid, account: Uuid) -> Event {
    Event { agent: Some(account), ..Event::done(id, Kind::SignedOut {}) }
}

/// Ends a session, and tells it once.
pub(super) async fn end_session(
    login: &Login,
    context: &Context,
    session: Uuid,
    event: impl FnOnce(Uuid) -> Event,
) -> Result<(), Fault> {
    let mut transaction = login.database.begin().await?;
    if sessions::end_session(&mut transaction, session, context.now).await? {
        login.conclude(context, transaction, event).await
    } else {
        Ok(transaction.rollback().await?)
    }
}
