use http::StatusCode;

use super::admit_client::{Admission, admission};
use crate::{
    domain::{
        client::Client,
        opaque::Opaque,
        pending_request::{Asked, PendingRequest},
    },
    pages::{self, Answer, Message, RefusalPage, Visit},
    store::{codes, sessions::Session},
};

/// Sends the browser back to the client with a code for this session, once the client may act for whoever it is of. Every
/// code comes this way, or after the question to which it leads.
pub(super) async fn give_code(visit: &Visit, session: &Session, pending: &PendingRequest) -> Answer {
    let is_quiet = pending.request.prompts("none");
    match admission(visit, session, &pending.request).await? {
        Admission::Granted => hand_code(visit, session, pending).await,
        Admission::Unasked(..) if is_quiet => deny(visit, pending, "consent_required").await,
        Admission::Unasked(..) => {
            pages::redirect(&format!("/login/accord?demande={}", pending.reference.as_str()))
        }
        Admission::NotForThem(_) if is_quiet => deny(visit, pending, "access_denied").await,
        Admission::NotForThem(client) => refuse(visit, &client, pending).await,
    }
}

/// Gives the code, and uses the request up.
pub(super) async fn hand_code(visit: &Visit, session: &Session, pending: &PendingRequest) -> Answer {
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

/// Sends the browser back to the client with an error (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
pub(super) async fn deny(visit: &Visit, pending: &PendingRequest, error: &str) -> Answer {
    let issuer = &visit.login.configuration(&visit.context).await?.issuer;
    let response = pages::redirect(&pending.request.return_uri(issuer, &[("error", error)]))?;
    Ok(pages::with_requests(response, &visit.browser().requests.without(&pending.reference)))
}

/// Says to the person that the client is not for them, and leads back to it. The request waits: another sign-in may end it.
async fn refuse(visit: &Visit, client: &Client, pending: &PendingRequest) -> Answer {
    let issuer = &visit.login.configuration(&visit.context).await?.issuer;
    let back = pending.request.return_uri(issuer, &[("error", "access_denied")]);
    let asked = Asked::Pending(Box::new(pending.clone()));
    let (application, other) = (&client.registration.client_name, pages::other_sign_in(&asked));
    let page = RefusalPage { application, back: &back, other: &other }.respond()?;
    Ok(pages::with_requests(page, &visit.browser().requests.with_last(&pending.reference)))
}
