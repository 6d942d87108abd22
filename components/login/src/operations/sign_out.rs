use axum::response::Response;
use http::StatusCode;

use super::{
    end_session::{end_session, signed_out},
    list_sessions::sessions_of_browser,
};
use crate::pages::{self, Answer, Message, Visit};

/// `POST /login/deconnexion`: ends all that was opened in the browser.
pub(crate) async fn sign_out(visit: Visit) -> Response {
    visit.answer(end(&visit).await)
}

async fn end(visit: &Visit) -> Answer {
    visit.require_own_origin().await?;
    for (_, session) in sessions_of_browser(visit).await? {
        let event = |id| signed_out(id, session.account);
        end_session(&visit.login, &visit.context, session.id, event).await?;
    }
    Ok(pages::without_session(Message::SIGNED_OUT.respond(StatusCode::OK)?))
}
