use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::HeaderMap;
use uuid::Uuid;
use web::Context;

use crate::{
    Login,
    domain::{
        authorization::AuthorizationRequest,
        opaque::{self, Opaque},
    },
    fault::Fault,
    pages::{self, Browser},
    store::{codes, sessions, sign_ins},
};

/// `GET /login/suite`: once signed in, back to the client that asked or, without one, to the list of sessions.
pub(crate) async fn resume_authorization(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
) -> Response {
    pages::answer(&context, resume(&login, &context, &headers).await)
}

async fn resume(login: &Login, context: &Context, headers: &HeaderMap) -> Result<Response, Fault> {
    let Browser { session: Some(secret), sign_in } = Browser::of(headers) else {
        return pages::redirect("/login/connexion");
    };
    let session =
        sessions::find_session_of_browser(&login.database, opaque::hash(secret), context.now).await?;
    let Some(session) = session else { return pages::redirect("/login/connexion") };
    let begun = match sign_in {
        Some(secret) => sign_ins::take_sign_in(&login.database, opaque::hash(secret), context.now).await?,
        None => None,
    };
    match begun.filter(|begun| begun.account == Some(session.account)).and_then(|begun| begun.request) {
        Some(request) => redirect_with_code(login, context, session.id, &request).await,
        None => pages::redirect("/login/sessions"),
    }
}

/// Sends the browser back to the client with a code for this session.
pub(super) async fn redirect_with_code(
    login: &Login,
    context: &Context,
    session: Uuid,
    request: &AuthorizationRequest,
) -> Result<Response, Fault> {
    let issuer = &login.configuration(context).await?.issuer;
    let code = Opaque::new(&*login.platform.random);
    codes::insert_code(&login.database, code.hash(), session, request, context.now).await?;
    pages::redirect(&request.return_uri(issuer, &[("code", code.as_str())]))
}
