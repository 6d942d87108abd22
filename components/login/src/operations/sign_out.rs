use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind};
use web::Context;

use super::list_sessions::own_session;
use crate::{
    Login,
    fault::Fault,
    pages::{self, Message},
    store::sessions,
};

/// `POST /login/deconnexion`: ends the browser's session.
pub(crate) async fn sign_out(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
) -> Response {
    pages::answer(&context, end(&login, &context, &headers).await)
}

async fn end(login: &Login, context: &Context, headers: &HeaderMap) -> Result<Response, Fault> {
    if let Some(refusal) = pages::refuse_other_origin(login, context, headers).await? {
        return Ok(refusal);
    }
    if let Some(session) = own_session(login, context, headers).await? {
        sessions::end_session(&login.database, session.id, context.now).await?;
        let agent = Some(session.account);
        login.record(context, |id| Event { agent, ..Event::done(id, Kind::SignedOut {}) }).await?;
    }
    Ok(pages::without_session(Message::SIGNED_OUT.respond(StatusCode::OK)?))
}
