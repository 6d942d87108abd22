use axum::response::Response;

use crate::{
    domain::opaque,
    fault::{Fault, Halt},
    pages::{self, Answer, SessionsPage, Visit},
    store::{
        attachments, own_secrets,
        sessions::{self, Session},
    },
};

/// How many sessions a browser keeps at once, one beside another.
pub(super) const MOST: usize = 8;

/// `GET /login/sessions`: a person sees their own sessions.
pub(crate) async fn list_sessions(visit: Visit) -> Response {
    visit.answer(list(&visit).await)
}

async fn list(visit: &Visit) -> Answer {
    let own = required_session(visit).await?;
    let database = &visit.login.database;
    let listed = sessions::list_sessions(database, own.account, visit.now()).await?;
    let attached = attachments::list_attachments(database, own.account).await?;
    let dates = own_secrets::find_dates(database, own.account).await?;
    SessionsPage::of(&listed, &attached, own.id, dates.as_ref()).respond()
}

/// The live session of the browser; without one, the person is led to the first form.
pub(super) async fn required_session(visit: &Visit) -> Result<Session, Halt> {
    own_session(visit).await?.map_or_else(|| Err(pages::redirect("/login/connexion")?.into()), Ok)
}

/// The live session of the browser: the one that was opened last.
pub(super) async fn own_session(visit: &Visit) -> Result<Option<Session>, Halt> {
    let Some(secret) = visit.browser().sessions.first().copied() else { return Ok(None) };
    let (database, hash) = (&visit.login.database, opaque::hash(secret));
    Ok(sessions::find_session_of_browser(database, hash, visit.now()).await?)
}

/// All live sessions that were opened in the browser, the latest first, with their secrets.
pub(super) async fn sessions_of_browser(visit: &Visit) -> Result<Vec<(&str, Session)>, Fault> {
    let mut live = Vec::new();
    for secret in visit.browser().sessions.into_iter().take(MOST) {
        let hash = opaque::hash(secret);
        let found = sessions::find_session_of_browser(&visit.login.database, hash, visit.now()).await?;
        live.extend(found.map(|session| (secret, session)));
    }
    Ok(live)
}
