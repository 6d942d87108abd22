use http::StatusCode;
use journal::{Event, Kind, Word};

use crate::{
    domain::{
        account::Account,
        attachment::Attachment,
        authorization::AuthorizationRequest,
        opaque::{self, Opaque},
    },
    fault::Halt,
    pages::{self, Answer, Message, Visit},
    store::{
        acceptances, accounts, attachments,
        sessions::{self, Session},
        sign_ins,
    },
};

use super::resume_authorization::redirect_with_code;

/// A sign-in under way, whose password was proved in this browser.
pub(super) struct ProvedAccount {
    pub(super) account: Account,
    /// Which second factor was proved after it.
    pub(super) factor: Option<String>,
    pub(super) browser_hash: [u8; 32],
    request: Option<AuthorizationRequest>,
}

/// A session that was just opened, and the secret that the browser keeps for it.
pub(super) struct OpenedSession {
    session: Session,
    secret: Opaque,
}

impl ProvedAccount {
    /// The sign-in of this browser; without one, the person is led to the first form.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Halt> {
        Self::find(visit).await?.map_or_else(|| Err(pages::redirect("/login/connexion")?.into()), Ok)
    }

    async fn find(visit: &Visit) -> Result<Option<Self>, Halt> {
        let Some(browser_hash) = visit.browser().sign_in.map(opaque::hash) else { return Ok(None) };
        let database = &visit.login.database;
        let found = sign_ins::find_sign_in(database, browser_hash, visit.context.now).await?;
        let Some(sign_in) = found else { return Ok(None) };
        let Some(account) = sign_in.account else { return Ok(None) };
        let account = accounts::find_account(database, account).await?;
        let (factor, request) = (sign_in.factor, sign_in.request);
        Ok(account.map(|account| Self { account, factor, browser_hash, request }))
    }

    /// Where the last form of the sign-in leads, when a client asked for it.
    pub(super) fn redirect_uri(&self) -> Option<&str> {
        self.request.as_ref().map(|request| request.redirect_uri.as_str())
    }

    /// The sign-in whose both factors are proved, and the second of them.
    pub(super) async fn twice(visit: &Visit) -> Result<(Self, String), Halt> {
        let proved = Self::of(visit).await?;
        match proved.factor.clone() {
            Some(factor) => Ok((proved, factor)),
            None => Err(pages::redirect("/login/facteur")?.into()),
        }
    }

    /// Once both factors are proved: opens the session when the person has one habilitation, and no other waits to be
    /// accepted; otherwise writes down that both are, and they choose.
    pub(super) async fn open_only(&self, visit: &Visit, factor: &str) -> Result<Option<OpenedSession>, Halt> {
        let database = &visit.login.database;
        let accepted = attachments::list_attachments(database, self.account.id).await?;
        let (identifier, now) = (&self.account.identifier, visit.context.now);
        let is_any_awaited = acceptances::is_any_awaited(database, identifier, now).await?;
        match accepted.as_slice() {
            [] => Err(Message::NO_ATTACHMENT.respond(StatusCode::FORBIDDEN)?.into()),
            [only] if !is_any_awaited => self.open(visit, only, factor).await.map(Some),
            _ => {
                sign_ins::set_factor(database, self.browser_hash, self.account.id, factor).await?;
                Ok(None)
            }
        }
    }

    /// Opens a session under this attachment, once the journal has it.
    pub(super) async fn open(
        &self,
        visit: &Visit,
        attachment: &Attachment,
        factor: &str,
    ) -> Result<OpenedSession, Halt> {
        let (login, now) = (&visit.login, visit.context.now);
        let methode = Word::parse(factor)?;
        let kind = Kind::SignedIn { methode };
        login.record(&visit.context, |id| attachment.by_holder(Event::done(id, kind))).await?;
        let secret = Opaque::new(&*login.platform.random);
        let session = Session {
            id: platform::new_uuid(now, &*login.platform.random),
            account: self.account.id,
            attachment: attachment.id,
            opened_at: now,
            seen_at: now,
        };
        let secrets = (self.browser_hash, secret.hash());
        if !sessions::insert_session(&login.database, &session, secrets).await? {
            return Err(Message::NO_ATTACHMENT.respond(StatusCode::FORBIDDEN)?.into());
        }
        Ok(OpenedSession { session, secret })
    }

    /// Ends the sign-in, and leads the browser back to the client that asked or, without one, to the list of sessions.
    pub(super) async fn lead_back(&self, visit: &Visit, opened: &OpenedSession) -> Answer {
        let taken =
            sign_ins::take_sign_in(&visit.login.database, self.browser_hash, visit.context.now).await?;
        let response = match taken.and_then(|taken| taken.request) {
            Some(request) => redirect_with_code(visit, opened.session.id, &request).await?,
            None => pages::redirect("/login/sessions")?,
        };
        Ok(opened.keep(response))
    }
}

impl OpenedSession {
    /// Gives the browser its secret.
    pub(super) fn keep(&self, response: axum::response::Response) -> axum::response::Response {
        pages::with_session(response, self.secret.as_str())
    }
}
