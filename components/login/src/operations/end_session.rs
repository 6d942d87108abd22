use std::sync::Arc;

use access::Role;
use axum::{extract::State, response::Response};
use http::StatusCode;
use journal::{Event, Kind};
use uuid::Uuid;
use web::{Caller, Context, Path, Problem, kinds};

use super::list_sessions::required_session;
use crate::{
    Login,
    fault::Fault,
    pages::{self, Answer, Visit},
    parameters::Parameters,
    store::sessions,
};

/// `DELETE /login/comptes/{id}/sessions`: a fund's officer ends all the sessions of an account.
pub(crate) async fn end_account_sessions(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    if !principal.is(Role::AgentCaf) && !principal.is(Role::ResponsableSecurite) {
        return Err(Problem::new(kinds::FORBIDDEN));
    }
    let ended = sessions::end_sessions(&login.database, id, context.now).await;
    ended.map_err(|error| Fault::from(error).problem(&context))?;
    let recorded = login.record(&context, |event| Event::done(event, Kind::SignedOut {}).by(&principal));
    recorded.await.map_err(|fault| fault.problem(&context))?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /login/sessions`: a person ends one of their own sessions.
pub(crate) async fn end_own_session(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(end(&visit, &parameters).await)
}

async fn end(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = required_session(visit).await?;
    let (login, now) = (&visit.login, visit.context.now);
    let named: Option<Uuid> = parameters.get("session").and_then(|text| text.parse().ok());
    let others = sessions::list_sessions(&login.database, own.account, now).await?;
    if let Some(session) = others.iter().find(|session| Some(session.id) == named) {
        sessions::end_session(&login.database, session.id, now).await?;
        let agent = Some(own.account);
        let event = |id| Event { agent, ..Event::done(id, Kind::SignedOut {}) };
        login.record(&visit.context, event).await?;
    }
    pages::redirect("/login/sessions")
}
