use axum::response::Response;
use http::StatusCode;

use super::{
    end_session::{end_session, signed_out},
    list_sessions::own_session,
};
use crate::pages::{self, Answer, Message, Visit};

/// `POST /login/deconnexion`: ends the browser's session.
pub(crate) async fn sign_out(visit: Visit) -> Response {
    visit.answer(end(&visit).await)
}

async fn end(visit: &Visit) -> Answer {
    visit.require_own_origin().await?;
    if let Some(session) = own_session(visit).await? {
        let event = |id| signed_out(id, session.account);
        end_session(&visit.login, &visit.context, session.id, event).await?;
    }
    Ok(pages::without_session(Message::SIGNED_OUT.respond(StatusCode::OK)?))
}
