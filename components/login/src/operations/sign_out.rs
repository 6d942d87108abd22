use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind};

use super::list_sessions::own_session;
use crate::{
    pages::{self, Answer, Message, Visit},
    store::sessions,
};

/// `POST /login/deconnexion`: ends the browser's session.
pub(crate) async fn sign_out(visit: Visit) -> Response {
    visit.answer(end(&visit).await)
}

async fn end(visit: &Visit) -> Answer {
    visit.require_own_origin().await?;
    if let Some(session) = own_session(visit).await? {
        sessions::end_session(&visit.login.database, session.id, visit.now()).await?;
        let agent = Some(session.account);
        let event = |id| Event { agent, ..Event::done(id, Kind::SignedOut {}) };
        visit.login.record(&visit.context, event).await?;
    }
    Ok(pages::without_session(Message::SIGNED_OUT.respond(StatusCode::OK)?))
}
