//! The pages on which a person changes what proves who they are.

use askama::Template;
use http::StatusCode;
use jiff::Timestamp;

use super::{Answer, enrolment_link, grouped, qr_code::QrDrawing, respond};
use crate::{
    domain::{account::Account, pending_request::Asked, totp},
    store::own_secrets::SecretDates,
};

/// What proves who a person is, and since when.
#[derive(Template)]
#[template(path = "securite.html")]
pub(crate) struct SecurityPage {
    notice: String,
    changes: Vec<String>,
}

/// The form in which a person changes their password.
#[derive(Template)]
#[template(path = "mot_de_passe.html")]
pub(crate) struct PasswordPage<'a> {
    pub(crate) error: &'a str,
}

/// A form that proves both factors again, before something is changed.
#[derive(Template)]
#[template(path = "preuve.html")]
struct ReproofTemplate<'a> {
    page: &'a ReproofPage,
    error: &'a str,
}

/// What such a form is for.
pub(crate) struct ReproofPage {
    title: &'static str,
    text: &'static str,
    action: &'static str,
}

/// The secret of a second factor that is to take the place of another.
#[derive(Template)]
#[template(path = "nouveau_facteur.html")]
pub(crate) struct NewFactorPage<'a> {
    secret: String,
    link: String,
    qr_code: Option<QrDrawing>,
    error: &'a str,
}

/// What was last changed, in words for its holder.
pub(super) fn changes(dates: Option<&SecretDates>) -> Vec<String> {
    let Some(dates) = dates else { return Vec::new() };
    let since = |what: &str, instant: Option<Timestamp>| {
        instant.map(|instant| format!("{what} le {}", instant.strftime("%d/%m/%Y à %H:%M UTC")))
    };
    let codes = since("Codes de secours donnés", dates.codes_given_at);
    let left = dates.codes_left;
    [
        since("Mot de passe choisi", dates.password_set_at),
        since("Second facteur enregistré", dates.factor_enrolled_at),
        codes.map(|codes| format!("{codes}, encore utilisables : {left}")),
        since("Compte réinitialisé par la Caf", dates.reset_at),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a person is told before the deadline of a campaign; empty outside one.
pub(super) fn notice(dates: Option<&SecretDates>) -> String {
    let deadline = dates.and_then(|dates| dates.password_expires_at);
    deadline
        .map(|deadline| format!("Renouvelez votre mot de passe avant le {}.", day(deadline)))
        .unwrap_or_default()
}

fn day(instant: Timestamp) -> String {
    instant.strftime("%d/%m/%Y à %H:%M UTC").to_string()
}

/// The form that renews a password in a sign-in.
#[derive(Template)]
#[template(path = "renouvellement.html")]
pub(crate) struct RenewalPage<'a> {
    deadline: String,
    is_due: bool,
    asked: &'a Asked,
    error: &'a str,
}

impl<'a> RenewalPage<'a> {
    pub(crate) fn new(deadline: Timestamp, now: Timestamp, asked: &'a Asked, error: &'a str) -> Self {
        Self { deadline: day(deadline), is_due: deadline <= now, asked, error }
    }

    /// The form leads, once the session is open, to the client that asked.
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl SecurityPage {
    pub(crate) fn of(dates: Option<&SecretDates>) -> Self {
        Self { notice: notice(dates), changes: changes(dates) }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page(status, self)
    }
}

impl PasswordPage<'_> {
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page(status, self)
    }
}

impl ReproofPage {
    pub(crate) const FACTOR: Self = Self {
        title: "Renouveler le second facteur",
        text: "Prouvez d'abord que c'est vous. Une nouvelle clé vous sera montrée ; l'ancienne sert jusqu'à ce que la nouvelle soit enregistrée.",
        action: "/login/facteur/renouvellement",
    };
    pub(crate) const RECOVERY: Self = Self {
        title: "Nouveaux codes de secours",
        text: "Prouvez d'abord que c'est vous. Les codes de secours que vous avez n'ouvriront plus rien.",
        action: "/login/codes-de-secours",
    };

    pub(crate) fn respond(&self, status: StatusCode, error: &str) -> Answer {
        respond::page(status, &ReproofTemplate { page: self, error })
    }
}

impl<'a> NewFactorPage<'a> {
    pub(crate) fn new(account: &Account, secret: &[u8], error: &'a str) -> Self {
        let text = totp::base32(secret);
        let link = enrolment_link(account, &text);
        Self { secret: grouped(&text), qr_code: QrDrawing::of(&link), link, error }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page(status, self)
    }
}
