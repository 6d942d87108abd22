use axum::response::Response;
use http::StatusCode;

use super::{
    asked,
    give_code::{deny, give_code},
    list_sessions::own_session,
    resume_authorization::lead_to_sign_in,
};
use crate::{
    domain::pending_request::{Asked, PendingRequest, Reference},
    fault::Fault,
    pages::{Answer, Message, Visit},
    parameters::Parameters,
};

/// `GET /oauth/authorize`: leads the person whom a client sent with its pushed request to the sign-in or, when they are
/// signed in already, back to the client. Nothing is written before that: the request serves once, when a code is given
/// (FAPI 2.0 Security Profile §5.3.2.2), and its page may be loaded again.
pub(crate) async fn start_authorization(visit: Visit) -> Response {
    visit.answer(start(&visit).await)
}

async fn start(visit: &Visit) -> Answer {
    let Some(pending) = named_request(visit).await? else {
        return Message::BROKEN_LINK.respond(StatusCode::BAD_REQUEST);
    };
    let session = own_session(visit).await?;
    let now = visit.now();
    if let Some(session) = session.filter(|session| pending.trusts_sign_in(session.opened_at, now)) {
        return give_code(visit, &session, &pending).await;
    }
    if pending.request.prompts("none") {
        return deny(visit, &pending, "login_required").await;
    }
    lead_to_sign_in(visit, &Asked::Pending(Box::new(pending)))
}

/// The request pushed under this reference by this client.
async fn named_request(visit: &Visit) -> Result<Option<PendingRequest>, Fault> {
    let Ok(parameters) = Parameters::parse(visit.uri.query().unwrap_or_default().as_bytes()) else {
        return Ok(None);
    };
    let reference = parameters.get("request_uri").and_then(Reference::of_request_uri);
    let (Some(reference), Some(client)) = (reference, parameters.get("client_id")) else { return Ok(None) };
    Ok(match asked::find(visit, reference).await? {
        Asked::Pending(pending) if pending.request.client.to_string() == client => Some(*pending),
        _ => None,
    })
}
