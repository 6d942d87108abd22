use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode, Uri};
use web::Context;

use super::{push_authorization::REQUEST_URI, resume_authorization::redirect_with_code};
use crate::{
    Login,
    domain::{
        authorization::AuthorizationRequest,
        opaque::{self, Opaque},
    },
    fault::Fault,
    pages::{self, Browser, Message},
    parameters::Parameters,
    store::{pushed_requests, sessions, sign_ins},
};

/// `GET /oauth/authorize`: takes up a pushed request, which serves once, and leads the person to the sign-in or, when
/// they are signed in already, back to the client.
pub(crate) async fn start_authorization(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    pages::answer(&context, start(&login, &context, &headers, &uri).await)
}

async fn start(login: &Login, context: &Context, headers: &HeaderMap, uri: &Uri) -> Result<Response, Fault> {
    let Some(request) = take_request(login, context, uri).await? else {
        return Message::BROKEN_LINK.respond(StatusCode::BAD_REQUEST);
    };
    let browser = Browser::of(headers);
    let session = match browser.session {
        Some(secret) if request.prompt.as_deref() != Some("login") => {
            sessions::find_session_of_browser(&login.database, opaque::hash(secret), context.now).await?
        }
        _ => None,
    };
    if let Some(session) = session {
        return redirect_with_code(login, context, session.id, &request).await;
    }
    if request.prompt.as_deref() == Some("none") {
        let issuer = &login.configuration(context).await?.issuer;
        return pages::redirect(&request.return_uri(issuer, &[("error", "login_required")]));
    }
    let secret = Opaque::new(&*login.platform.random);
    sign_ins::begin_sign_in(&login.database, secret.hash(), Some(&request), context.now).await?;
    Ok(pages::with_sign_in(pages::redirect("/login/connexion")?, secret.as_str()))
}

/// The request pushed under this reference by this client.
async fn take_request(
    login: &Login,
    context: &Context,
    uri: &Uri,
) -> Result<Option<AuthorizationRequest>, Fault> {
    let Ok(parameters) = Parameters::parse(uri.query().unwrap_or_default().as_bytes()) else {
        return Ok(None);
    };
    let reference = parameters.get("request_uri").and_then(|uri| uri.strip_prefix(REQUEST_URI));
    let (Some(reference), Some(client)) = (reference, parameters.get("client_id")) else { return Ok(None) };
    let hash = opaque::hash(reference);
    let taken = pushed_requests::take_request(&login.database, hash, context.now).await?;
    Ok(taken.filter(|request| request.client.to_string() == client))
}
