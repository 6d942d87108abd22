use http::StatusCode;

use crate::{
    domain::{opaque::Opaque, pending_request::PendingRequest},
    pages::{self, Answer, Message, Visit},
    store::{codes, sessions::Session},
};

/// Sends the browser back to the client with a code for this session. Every code is given here, and uses its request up.
pub(super) async fn give_code(visit: &Visit, session: &Session, pending: &PendingRequest) -> Answer {
    let login = &visit.login;
    let issuer = &login.configuration(&visit.context).await?.issuer;
    let (reference, request) = (&pending.reference, &pending.request);
    let code = Opaque::new(&*login.platform.random);
    let given = (code.hash(), session.id);
    if !codes::give_code(&login.database, reference, given, visit.now()).await? {
        return Message::SIGNED_IN.respond(StatusCode::OK);
    }
    let response = pages::redirect(&request.return_uri(issuer, &[("code", code.as_str())]))?;
    Ok(pages::with_requests(response, &visit.browser().requests.without(reference)))
}
