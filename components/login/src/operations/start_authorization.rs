use axum::response::Response;
use http::{StatusCode, Uri};

use super::{
    list_sessions::own_session, push_authorization::REQUEST_URI, resume_authorization::redirect_with_code,
};
use crate::{
    domain::{
        authorization::AuthorizationRequest,
        opaque::{self, Opaque},
    },
    fault::Fault,
    pages::{self, Answer, Message, Visit},
    parameters::Parameters,
    store::{pushed_requests, sign_ins},
};

/// `GET /oauth/authorize`: takes up a pushed request, which serves once, and leads the person to the sign-in or, when
/// they are signed in already, back to the client.
pub(crate) async fn start_authorization(visit: Visit, uri: Uri) -> Response {
    visit.answer(start(&visit, &uri).await)
}

async fn start(visit: &Visit, uri: &Uri) -> Answer {
    let Some(request) = take_request(visit, uri).await? else {
        return Message::BROKEN_LINK.respond(StatusCode::BAD_REQUEST);
    };
    let session = own_session(visit).await?;
    let now = visit.context.now;
    if let Some(session) = session.filter(|session| request.trusts_sign_in(session.opened_at, now)) {
        return redirect_with_code(visit, session.id, &request).await;
    }
    let login = &visit.login;
    if request.prompts("none") {
        let issuer = &login.configuration(&visit.context).await?.issuer;
        return pages::redirect(&request.return_uri(issuer, &[("error", "login_required")]));
    }
    let secret = Opaque::new(&*login.platform.random);
    sign_ins::begin_sign_in(&login.database, secret.hash(), Some(&request), now).await?;
    Ok(pages::with_sign_in(pages::redirect("/login/connexion")?, secret.as_str()))
}

/// The request pushed under this reference by this client.
async fn take_request(visit: &Visit, uri: &Uri) -> Result<Option<AuthorizationRequest>, Fault> {
    let Ok(parameters) = Parameters::parse(uri.query().unwrap_or_default().as_bytes()) else {
        return Ok(None);
    };
    let reference = parameters.get("request_uri").and_then(|uri| uri.strip_prefix(REQUEST_URI));
    let (Some(reference), Some(client)) = (reference, parameters.get("client_id")) else { return Ok(None) };
    let hash = opaque::hash(reference);
    let taken = pushed_requests::take_request(&visit.login.database, hash, visit.context.now).await?;
    Ok(taken.filter(|request| request.client.to_string() == client))
}
