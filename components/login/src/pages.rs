//! The pages that people read: French, without a script, under a closed content security policy.

mod applications;
mod browser;
mod complaint;
mod dates;
mod message;
mod own_secrets;
mod qr_code;
mod respond;
mod visit;

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use uuid::Uuid;

pub(crate) use applications::{ApplicationsPage, ConsentPage, RefusalPage};
pub(crate) use browser::{
    Browser, with_known_browser, with_requests, with_session, with_sign_in, without_session,
};
pub(crate) use complaint::Complaint;
pub(crate) use message::Message;
pub(crate) use own_secrets::{NewFactorPage, PasswordPage, RenewalPage, ReproofPage, SecurityPage};
pub(crate) use respond::{busy, redirect, too_many_tries};
pub(crate) use visit::Visit;

use own_secrets::Notice;
use qr_code::QrDrawing;

use crate::{
    domain::{account::Account, attachment::Attachment, pending_request::Asked, totp},
    fault::Halt,
    store::{own_secrets::SecretDates, sessions::Session},
};

/// What a page gives, or why it stops.
pub(crate) type Answer = Result<Response, Halt>;

/// The form of the first factor.
#[derive(Template)]
#[template(path = "connexion.html")]
pub(crate) struct SignInPage<'a> {
    pub(crate) error: &'a str,
    /// What was typed before.
    pub(crate) identifier: &'a str,
    pub(crate) asked: &'a Asked,
}

/// The form of the second factor.
#[derive(Template)]
#[template(path = "facteur.html")]
pub(crate) struct FactorPage<'a> {
    pub(crate) error: &'a str,
    pub(crate) asked: &'a Asked,
}

/// The form of the first connection.
#[derive(Template)]
#[template(path = "activation.html")]
pub(crate) struct ActivationPage<'a> {
    pub(crate) error: &'a Complaint,
    /// What was typed before.
    pub(crate) identifier: &'a str,
    pub(crate) code: &'a str,
    pub(crate) asked: &'a Asked,
}

/// The form of the activation secret of a further habilitation.
#[derive(Template)]
#[template(path = "rattachement.html")]
pub(crate) struct AcceptancePage<'a> {
    pub(crate) error: &'a str,
    pub(crate) asked: &'a Asked,
}

/// The secret of the second factor, to copy into an application.
#[derive(Template)]
#[template(path = "enrolement.html")]
pub(crate) struct EnrolmentPage<'a> {
    secret: String,
    link: String,
    qr_code: Option<QrDrawing>,
    error: &'a str,
    asked: &'a Asked,
}

/// The recovery codes, shown once.
#[derive(Template)]
#[template(path = "secours.html")]
pub(crate) struct RecoveryPage<'a> {
    pub(crate) codes: &'a [String],
    pub(crate) next: &'static str,
}

/// What a person may act under, to choose from.
#[derive(Template)]
#[template(path = "habilitation.html")]
pub(crate) struct AttachmentsPage<'a> {
    rows: Vec<AttachmentRow>,
    error: &'a str,
    asked: &'a Asked,
}

struct AttachmentRow {
    id: Uuid,
    label: String,
    opened_on: String,
}

/// A person's own sessions.
#[derive(Template)]
#[template(path = "sessions.html")]
pub(crate) struct SessionsPage {
    sessions: Vec<SessionRow>,
    notices: Vec<Notice>,
    changes: Vec<String>,
}

struct SessionRow {
    id: Uuid,
    label: String,
    opened_at: String,
    seen_at: String,
    is_own: bool,
}

impl SignInPage<'_> {
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl FactorPage<'_> {
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl ActivationPage<'_> {
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl AcceptancePage<'_> {
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl<'a> EnrolmentPage<'a> {
    pub(crate) fn new(account: &Account, secret: &[u8], asked: &'a Asked, error: &'a str) -> Self {
        let text = totp::base32(secret);
        let link = enrolment_link(account, &text);
        Self { secret: grouped(&text), qr_code: QrDrawing::of(&link), link, error, asked }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

/// What an authenticator application opens to take a secret.
fn enrolment_link(account: &Account, secret: &str) -> String {
    let name: String = form_urlencoded::byte_serialize(account.identifier.as_bytes()).collect();
    format!(
        "otpauth://totp/Mon%20Compte%20Partenaire:{name}?secret={secret}&issuer=Mon%20Compte%20Partenaire"
    )
}

/// A secret in groups of four, as people copy it.
fn grouped(secret: &str) -> String {
    let groups = secret.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok());
    groups.collect::<Vec<_>>().join(" ")
}

impl RecoveryPage<'_> {
    pub(crate) fn respond(&self) -> Answer {
        respond::page(StatusCode::OK, self)
    }
}

impl<'a> AttachmentsPage<'a> {
    pub(crate) fn of(attachments: &[Attachment], asked: &'a Asked, error: &'a str) -> Self {
        let row = |attachment: &Attachment| AttachmentRow {
            id: attachment.id,
            label: attachment.name(),
            opened_on: dates::day(attachment.opened_at),
        };
        Self { rows: attachments.iter().map(row).collect(), error, asked }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl SessionsPage {
    pub(crate) fn of(
        sessions: &[Session],
        attachments: &[Attachment],
        own: Uuid,
        dates: Option<&SecretDates>,
    ) -> Self {
        let label = |id| attachments.iter().find(|known| known.id == id).map(Attachment::name);
        let row = |session: &Session| SessionRow {
            id: session.id,
            label: label(session.attachment).unwrap_or_default(),
            opened_at: dates::day_and_hour(session.opened_at),
            seen_at: dates::day_and_hour(session.seen_at),
            is_own: session.id == own,
        };
        Self {
            sessions: sessions.iter().map(row).collect(),
            notices: own_secrets::notices(dates),
            changes: own_secrets::changes(dates),
        }
    }

    pub(crate) fn respond(&self) -> Answer {
        respond::page(StatusCode::OK, self)
    }
}

/// The address at which the same request is ended by another sign-in, whoever is signed in already.
pub(crate) fn other_sign_in(asked: &Asked) -> String {
    let request = asked.reference().map(|reference| format!("&demande={}", reference.as_str()));
    format!("/login/connexion?autre=1{}", request.unwrap_or_default())
}
