use std::sync::Arc;

use access::Role;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind};
use uuid::Uuid;
use web::{Caller, Context, Problem, kinds};

use super::list_sessions::own_session;
use crate::{Login, fault::Fault, pages, parameters::Parameters, store::sessions};

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
pub(crate) async fn end_own_session(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    pages::answer(&context, end(&login, &context, &headers, &parameters).await)
}

async fn end(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Response, Fault> {
    if let Some(refusal) = pages::refuse_other_origin(login, context, headers).await? {
        return Ok(refusal);
    }
    let Some(own) = own_session(login, context, headers).await? else {
        return pages::redirect("/login/connexion");
    };
    let named: Option<Uuid> = parameters.get("session").and_then(|text| text.parse().ok());
    let others = sessions::list_sessions(&login.database, own.account, context.now).await?;
    if let Some(session) = others.iter().find(|session| Some(session.id) == named) {
        sessions::end_session(&login.database, session.id, context.now).await?;
        let agent = Some(own.account);
        login.record(context, |id| Event { agent, ..Event::done(id, Kind::SignedOut {}) }).await?;
    }
    pages::redirect("/login/sessions")
}
