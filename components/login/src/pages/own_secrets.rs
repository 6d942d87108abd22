//! The pages on which a person changes what proves who they are.

use askama::Template;
use http::StatusCode;
use jiff::Timestamp;

use super::{Answer, enrolment_link, grouped, qr_code::QrDrawing, respond};
use crate::{
    domain::{account::Account, totp},
    store::own_secrets::SecretDates,
};

/// What proves who a person is, and since when.
#[derive(Template)]
#[template(path = "securite.html")]
pub(crate) struct SecurityPage {
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
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl SecurityPage {
    pub(crate) fn of(dates: Option<&SecretDates>) -> Self {
        Self { changes: changes(dates) }
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
