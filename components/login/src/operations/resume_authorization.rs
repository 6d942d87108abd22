use axum::response::Response;
use uuid::Uuid;

use super::list_sessions::required_session;
use crate::{
    domain::{
        authorization::AuthorizationRequest,
        opaque::{self, Opaque},
    },
    pages::{self, Answer, Visit},
    store::{
        codes,
        sign_ins::{self, SignIn},
    },
};

/// `GET /login/suite`: after the first connection, to the choice of an habilitation or, once signed in, back to the
/// client that asked or, without one, to the list of sessions.
pub(crate) async fn resume_authorization(visit: Visit) -> Response {
    visit.answer(resume(&visit).await)
}

async fn resume(visit: &Visit) -> Answer {
    let (database, now) = (&visit.login.database, visit.context.now);
    let sign_in = visit.browser().sign_in.map(opaque::hash);
    let begun = match sign_in {
        Some(hash) => sign_ins::find_sign_in(database, hash, now).await?,
        None => None,
    };
    if begun.is_some_and(|begun| begun.factor.is_some()) {
        return pages::redirect("/login/habilitation");
    }
    let session = required_session(visit).await?;
    let taken = match sign_in {
        Some(hash) => sign_ins::take_sign_in(database, hash, now).await?,
        None => None,
    };
    // A session from before proves no second factor for this sign-in.
    let led_here =
        |taken: &SignIn| taken.account == Some(session.account) && session.opened_at >= taken.began_at;
    match taken.filter(led_here).and_then(|taken| taken.request) {
        Some(request) => redirect_with_code(visit, session.id, &request).await,
        None => pages::redirect("/login/sessions"),
    }
}

/// Sends the browser back to the client with a code for this session.
pub(super) async fn redirect_with_code(
    visit: &Visit,
    session: Uuid,
    request: &AuthorizationRequest,
) -> Answer {
    let login = &visit.login;
    let issuer = &login.configuration(&visit.context).await?.issuer;
    let code = Opaque::new(&*login.platform.random);
    codes::insert_code(&login.database, code.hash(), session, request, visit.context.now).await?;
    pages::redirect(&request.return_uri(issuer, &[("code", code.as_str())]))
}
