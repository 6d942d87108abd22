use http::StatusCode;
use journal::{Event, Kind, Word};

use super::{asked, give_code::give_code, known_browser, resume_authorization::lead_on};
use crate::{
    domain::{
        account::Account,
        attachment::Attachment,
        opaque::{self, Opaque},
        pending_request::Asked,
    },
    fault::{Fault, Halt},
    pages::{self, Answer, Message, Visit},
    store::{
        acceptances, accounts, attachments,
        sessions::{self, Opening, Session},
        sign_ins::{self, SignIn},
    },
};

/// Where a password is renewed that opens nothing else any more, or soon will not.
const RENEWAL: &str = "/login/renouvellement";

/// A sign-in under way, whose password was proved in this browser.
pub(super) struct ProvedAccount {
    pub(super) account: Account,
    /// Which second factor was proved after it.
    pub(super) factor: Option<String>,
    pub(super) browser_hash: [u8; 32],
    /// What it is for, as its page says.
    pub(super) asked: Asked,
}

/// A session that was just opened, and the secret that the browser keeps for it.
pub(super) struct OpenedSession {
    session: Session,
    secret: Opaque,
    /// By which the browser is known again.
    known: String,
}

/// The sign-in of this browser, and the hash under which it is known.
pub(super) async fn sign_in_of(visit: &Visit) -> Result<Option<([u8; 32], SignIn)>, Fault> {
    let Some(browser_hash) = visit.browser().sign_in.map(opaque::hash) else { return Ok(None) };
    let found = sign_ins::find_sign_in(&visit.login.database, browser_hash, visit.now()).await?;
    Ok(found.map(|sign_in| (browser_hash, sign_in)))
}

impl ProvedAccount {
    /// The sign-in of this browser; without one, the person is led on with what they ask for.
    pub(super) async fn of(visit: &Visit, asked: Asked) -> Result<Self, Halt> {
        if let Some((browser_hash, SignIn { account, factor })) = sign_in_of(visit).await?
            && let Some(account) = accounts::find_account(&visit.login.database, account).await?
        {
            return Ok(Self { account, factor, browser_hash, asked });
        }
        Err(lead_on(visit, &asked).await?.into())
    }

    /// The same, whose password opens more than its own renewal.
    pub(super) async fn twice(visit: &Visit, asked: Asked) -> Result<(Self, String), Halt> {
        let (proved, factor) = Self::both(visit, asked).await?;
        if proved.account.must_renew(visit.now()) {
            return Err(asked::lead(visit, &proved.asked, RENEWAL)?.into());
        }
        Ok((proved, factor))
    }

    /// The sign-in whose both factors are proved, and the second of them.
    pub(super) async fn both(visit: &Visit, asked: Asked) -> Result<(Self, String), Halt> {
        let proved = Self::of(visit, asked).await?;
        match proved.factor.clone() {
            Some(factor) => Ok((proved, factor)),
            None => Err(asked::lead(visit, &proved.asked, "/login/facteur")?.into()),
        }
    }

    /// Where a sign-in goes on once both factors are proved, when it did not open a session.
    pub(super) fn next_page(&self) -> &'static str {
        if self.account.password_expires_at.is_some() { RENEWAL } else { "/login/habilitation" }
    }

    /// Once both factors are proved: opens the session when the person has one habilitation, no other waits to be
    /// accepted, and no password is to be renewed; otherwise writes down that both are, and they go on from there.
    pub(super) async fn open_only(&self, visit: &Visit, factor: &str) -> Result<Option<OpenedSession>, Halt> {
        let database = &visit.login.database;
        let accepted = attachments::list_attachments(database, self.account.id).await?;
        let (identifier, now) = (&self.account.identifier, visit.now());
        let is_any_awaited = acceptances::is_any_awaited(database, identifier, now).await?;
        match accepted.as_slice() {
            [] => Err(Message::NO_ATTACHMENT.respond(StatusCode::FORBIDDEN)?.into()),
            [only] if !is_any_awaited && self.account.password_expires_at.is_none() => {
                self.open(visit, only, factor).await.map(Some)
            }
            _ => {
                sign_ins::set_factor(database, self.browser_hash, self.account.id, factor, now).await?;
                Ok(None)
            }
        }
    }

    /// Opens a session under this attachment, once the journal has it. The sign-in is over then.
    pub(super) async fn open(
        &self,
        visit: &Visit,
        attachment: &Attachment,
        factor: &str,
    ) -> Result<OpenedSession, Halt> {
        let login = &visit.login;
        let methode = Word::parse(factor)?;
        let kind = || Kind::SignedIn { methode: methode.clone() };
        let client = self.asked.client();
        let done = |id| Event { client, ..attachment.by_holder(Event::done(id, kind())) };
        login.record(&visit.context, done).await?;
        let now = visit.now();
        let secret = Opaque::new(&*login.platform.random);
        let session = Session {
            id: platform::new_uuid(now, &*login.platform.random),
            account: self.account.id,
            attachment: attachment.id,
            opened_at: now,
            seen_at: now,
        };
        let secrets = (self.browser_hash, secret.hash());
        let opening = sessions::open_session(&login.database, &session, secrets, now).await?;
        if opening != Opening::Opened {
            let refused = |id| Event { client, ..attachment.by_holder(Event::refused(id, kind())) };
            login.record(&visit.context, refused).await?;
        }
        match opening {
            Opening::Opened => {
                let known = known_browser::remember(visit, self.account.id).await?;
                Ok(OpenedSession { session, secret, known })
            }
            Opening::SignInOver => Err(lead_on(visit, &self.asked).await?.into()),
            Opening::NoAttachment => Err(Message::NO_ATTACHMENT.respond(StatusCode::FORBIDDEN)?.into()),
        }
    }

    /// Leads the browser back to the client that asked or, without one, to the list of sessions.
    pub(super) async fn lead_back(&self, visit: &Visit, opened: &OpenedSession) -> Answer {
        let response = match &self.asked {
            Asked::Pending(pending) => give_code(visit, &opened.session, pending).await?,
            Asked::Over(_) => Message::SIGNED_IN.respond(StatusCode::OK)?,
            Asked::Nothing => pages::redirect("/login/sessions")?,
        };
        Ok(opened.keep(response))
    }
}

impl OpenedSession {
    /// Gives the browser its secrets.
    pub(super) fn keep(&self, response: axum::response::Response) -> axum::response::Response {
        pages::with_known_browser(pages::with_session(response, self.secret.as_str()), &self.known)
    }
}
