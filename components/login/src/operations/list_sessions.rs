use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::HeaderMap;
use web::Context;

use crate::{
    Login,
    domain::opaque,
    fault::Fault,
    pages::{self, Browser, SessionsPage},
    store::sessions::{self, Session},
};

/// `GET /login/sessions`: a person sees their own sessions.
pub(crate) async fn list_sessions(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
) -> Response {
    pages::answer(&context, list(&login, &context, &headers).await)
}

async fn list(login: &Login, context: &Context, headers: &HeaderMap) -> Result<Response, Fault> {
    let Some(own) = own_session(login, context, headers).await? else {
        return pages::redirect("/login/connexion");
    };
    let listed = sessions::list_sessions(&login.database, own.account, context.now).await?;
    SessionsPage::of(&listed, own.id).respond()
}

/// The live session of the browser.
pub(super) async fn own_session(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
) -> Result<Option<Session>, Fault> {
    let Some(secret) = Browser::of(headers).session else { return Ok(None) };
    Ok(sessions::find_session_of_browser(&login.database, opaque::hash(secret), context.now).await?)
}
