//! The end of a sign-in: the journal is told first, then what was proved is used up together with what it opens.

use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, Word, word};
use uuid::Uuid;

use super::{
    asked,
    end_session::{end_session, signed_out},
    give_code::give_code,
    known_browser,
    list_sessions::{MOST, sessions_of_browser},
    prove_factor,
    proved_account::{ProvedAccount, sign_in_of},
    resume_authorization::lead_on,
    telling::{take_back, tell},
};
use crate::{
    domain::{
        attachment::Attachment,
        opaque::{self, Opaque},
        pending_request::Asked,
    },
    fault::{Fault, Halt},
    pages::{self, Answer, FactorPage, Message, Visit},
    store::{
        acceptances, attachments,
        factors::{self, Proof},
        known_browsers,
        sessions::{self, Opening, Session},
        sign_ins,
    },
};

/// A session that was just opened, and the secrets that the browser keeps.
pub(super) struct OpenedSession {
    session: Session,
    secret: Opaque,
    /// Those of the sessions that it has besides, so that it signs out of them too.
    beside: Vec<String>,
    /// By which the browser is known again.
    known: String,
}

impl ProvedAccount {
    /// Once both factors are proved: opens the session when the person has one habilitation, no other waits to be
    /// accepted, and no password is to be renewed; otherwise writes down that both are, and they go on from there.
    pub(super) async fn open_only(
        &self,
        visit: &Visit,
        proof: &Proof<'_>,
    ) -> Result<Option<OpenedSession>, Halt> {
        let database = &visit.login.database;
        let accepted = attachments::list_attachments(database, self.account.id).await?;
        let (identifier, now) = (&self.account.identifier, visit.now());
        let is_any_awaited = acceptances::is_any_awaited(database, identifier, now).await?;
        match accepted.as_slice() {
            [] => Err(Message::NO_ATTACHMENT.respond(StatusCode::FORBIDDEN)?.into()),
            [only] if !is_any_awaited && self.account.password_expires_at.is_none() => {
                self.open(visit, only, proof).await.map(Some)
            }
            _ => self.go_on(visit, proof).await.map(|()| None),
        }
    }

    /// Opens a session under this attachment, once the journal has it. The sign-in is over then.
    pub(super) async fn open(
        &self,
        visit: &Visit,
        attachment: &Attachment,
        proof: &Proof<'_>,
    ) -> Result<OpenedSession, Halt> {
        let methode = Word::parse(proof.method())?;
        let signed_in = attachment.by_holder(self.event(Kind::SignedIn { methode }));
        let enrolled = enrolled(proof).map(|kind| self.event(kind));
        let told: Vec<_> = enrolled.into_iter().chain([signed_in]).collect();
        tell(visit, &told).await?;
        let (login, now) = (&visit.login, visit.now());
        let random = &*login.platform.random;
        let (secret, known) = (Opaque::new(random), known_browser::secret_to_keep(visit).await?);
        let session = Session {
            id: platform::new_uuid(now, random),
            account: self.account.id,
            attachment: attachment.id,
            opened_at: now,
            seen_at: now,
        };
        let beside = keep_sessions(visit).await?;
        let mut transaction = login.database.begin().await?;
        let (proved, secrets) = ((&self.account, proof), (self.browser_hash, secret.hash()));
        match sessions::open_session(&mut transaction, &session, proved, secrets).await? {
            Opening::Opened => {
                let account = self.account.id;
                known_browsers::remember(&mut transaction, account, opaque::hash(&known), now).await?;
                transaction.commit().await?;
                Ok(OpenedSession { session, secret, beside, known })
            }
            Opening::Over => {
                transaction.rollback().await?;
                take_back(visit, &told).await?;
                Err(self.lost(visit, proof).await?.into())
            }
            Opening::NoAttachment => {
                transaction.rollback().await?;
                take_back(visit, &told).await?;
                Err(Message::NO_ATTACHMENT.respond(StatusCode::FORBIDDEN)?.into())
            }
        }
    }

    /// Writes down that both factors are proved, once the journal has what that changes.
    async fn go_on(&self, visit: &Visit, proof: &Proof<'_>) -> Result<(), Halt> {
        let kind = enrolled(proof).or(used(proof));
        let told: Vec<_> = kind.map(|kind| self.event(kind)).into_iter().collect();
        tell(visit, &told).await?;
        let (account, now) = (&self.account, visit.now());
        let mut transaction = visit.login.database.begin().await?;
        let (browser, method) = (self.browser_hash, proof.method());
        if factors::use_up(&mut transaction, account, proof, now).await?
            && sign_ins::set_factor(&mut transaction, browser, account.id, method, now).await?
        {
            return Ok(transaction.commit().await?);
        }
        transaction.rollback().await?;
        take_back(visit, &told).await?;
        Err(self.lost(visit, proof).await?.into())
    }

    /// What the journal is told of this sign-in.
    fn event(&self, kind: Kind) -> Event {
        Event { agent: Some(self.account.id), client: self.asked.client(), ..Event::done(Uuid::nil(), kind) }
    }

    /// Where whoever came second goes on.
    async fn lost(&self, visit: &Visit, proof: &Proof<'_>) -> Answer {
        if sign_in_of(visit).await?.is_none() {
            return lead_on(visit, &self.asked).await;
        }
        match proof {
            Proof::Enrolment(_) => asked::lead(visit, &self.asked, "/login/facteur"),
            _ => FactorPage { error: prove_factor::WRONG, asked: &self.asked }.respond(StatusCode::FORBIDDEN),
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
    pub(super) fn keep(&self, response: Response) -> Response {
        let response = pages::with_session(response, self.secret.as_str(), &self.beside);
        pages::with_known_browser(response, &self.known)
    }
}

/// The secrets of the other sessions of this browser, which it keeps: so many, and those that it had longest end.
async fn keep_sessions(visit: &Visit) -> Result<Vec<String>, Fault> {
    let mut kept = Vec::new();
    for (secret, session) in sessions_of_browser(visit).await? {
        if kept.len() < MOST - 1 {
            kept.push(secret.to_owned());
        } else {
            let event = |id| signed_out(id, session.account);
            end_session(&visit.login, &visit.context, session.id, event).await?;
        }
    }
    Ok(kept)
}

/// That a second factor is enrolled with this proof.
fn enrolled(proof: &Proof<'_>) -> Option<Kind> {
    matches!(proof, Proof::Enrolment(_)).then(|| Kind::FactorEnrolled { methode: word!("totp") })
}

/// That a recovery code is gone, where no sign-in tells it.
pub(super) fn used(proof: &Proof<'_>) -> Option<Kind> {
    matches!(proof, Proof::RecoveryCode(_)).then(|| Kind::FactorRemoved { methode: word!("code_de_secours") })
}
