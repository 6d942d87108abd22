use axum::response::Response;
use http::StatusCode;

use super::{asked, give_code::give_code, list_sessions::own_session, proved_account::sign_in_of};
use crate::{
    domain::pending_request::Asked,
    pages::{self, Answer, Message, Visit},
};

/// `GET /login/suite`: after the first connection, to the choice of an habilitation or, once signed in, back to the
/// client that asked or, without one, to the list of sessions.
pub(crate) async fn resume_authorization(visit: Visit) -> Response {
    visit.answer(resume(&visit).await)
}

async fn resume(visit: &Visit) -> Answer {
    let sign_in = sign_in_of(visit).await?;
    if sign_in.is_some_and(|(_, sign_in)| sign_in.factor.is_some()) {
        return pages::redirect("/login/habilitation");
    }
    lead_on(visit, &asked::of_page(visit).await?).await
}

/// Where a browser goes that has no sign-in under way: with a session, opened in another tab perhaps, on with the request
/// that it asks for; without one, to the first form.
pub(super) async fn lead_on(visit: &Visit, asked: &Asked) -> Answer {
    let session = own_session(visit).await?;
    match (session, asked) {
        (None, Asked::Over(_)) => Message::BROKEN_LINK.respond(StatusCode::GONE),
        (None, _) => lead_to_sign_in(visit, asked),
        (Some(session), Asked::Pending(pending)) => {
            if pending.trusts_sign_in(session.opened_at, visit.now()) {
                give_code(visit, &session, pending).await
            } else {
                lead_to_sign_in(visit, asked)
            }
        }
        (Some(_), Asked::Over(_)) => Message::SIGNED_IN.respond(StatusCode::OK),
        (Some(_), Asked::Nothing) => pages::redirect("/login/sessions"),
    }
}

/// To the form of the first factor, which is about the request that came last.
pub(super) fn lead_to_sign_in(visit: &Visit, asked: &Asked) -> Answer {
    let response = pages::redirect("/login/connexion")?;
    let requests = visit.browser().requests;
    Ok(match asked.reference() {
        Some(reference) => pages::with_requests(response, &requests.with_last(reference)),
        None => response,
    })
}
