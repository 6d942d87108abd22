//! The pages on which a person changes what proves who they are.

use askama::Template;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::{Answer, Complaint, dates, enrolment_link, grouped, qr_code::QrDrawing, respond};
use crate::{
    domain::{
        account::{Account, RECOVERY_CODES},
        pending_request::Asked,
        totp,
    },
    store::own_secrets::SecretDates,
};

/// What proves who a person is, and since when.
#[derive(Template)]
#[template(path = "securite.html")]
pub(crate) struct SecurityPage {
    notices: Vec<Notice>,
    changes: Vec<String>,
}

/// The form in which a person changes their password.
#[derive(Template)]
#[template(path = "mot_de_passe.html")]
pub(crate) struct PasswordPage<'a> {
    pub(crate) error: &'a Complaint,
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
        instant.map(|instant| format!("{what} le {}", dates::day_and_hour(instant)))
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

/// A sentence that a page begins with, and the link that helps.
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) link: Option<(&'static str, &'static str)>,
}

/// What a person has to know of their own secrets: the deadline of a campaign, recovery codes that were used.
pub(super) fn notices(dates: Option<&SecretDates>) -> Vec<Notice> {
    dates
        .map(|dates| [deadline(dates), codes_used(dates)].into_iter().flatten().collect())
        .unwrap_or_default()
}

fn deadline(dates: &SecretDates) -> Option<Notice> {
    let day = dates::day_and_hour(dates.password_expires_at?);
    let text = format!("Renouvelez votre mot de passe avant le {day}.");
    Some(Notice { text, link: Some(("/login/mot-de-passe", "Le renouveler maintenant")) })
}

fn codes_used(dates: &SecretDates) -> Option<Notice> {
    dates.codes_given_at?;
    let left = dates.codes_left;
    let used = RECOVERY_CODES.checked_sub(left).filter(|used| *used > 0)?;
    let used = if used == 1 { "un code".to_owned() } else { format!("{used} codes") };
    let left = if left == 0 { "il n'en reste aucun".to_owned() } else { format!("il en reste {left}") };
    let text = format!("Vous avez utilisé {used} de secours : {left}.");
    let link = if is_factor_renewed(dates) {
        ("/login/codes-de-secours", "Demander de nouveaux codes de secours")
    } else {
        ("/login/facteur/renouvellement", "Téléphone perdu ou changé ? Renouvelez votre second facteur")
    };
    Some(Notice { text, link: Some(link) })
}

/// Whether the second factor took the place of another since the recovery codes were given, as both are at first.
fn is_factor_renewed(dates: &SecretDates) -> bool {
    dates.factor_enrolled_at > dates.codes_given_at
}

/// What the person has just done, as the form that did it leads to this page.
fn just_done(dates: &SecretDates, now: Timestamp) -> Option<Notice> {
    let is_recent = |instant: Option<Timestamp>| {
        instant.is_some_and(|instant| now.duration_since(instant) < SignedDuration::from_mins(1))
    };
    let text = if is_recent(dates.factor_enrolled_at) && is_factor_renewed(dates) {
        "Votre nouveau second facteur est enregistré. Supprimez l'ancien de votre téléphone."
    } else if is_recent(dates.password_set_at) && dates.password_set_at > dates.factor_enrolled_at {
        "Votre mot de passe est changé. Vos autres sessions sont terminées."
    } else {
        return None;
    };
    Some(Notice { text: text.to_owned(), link: None })
}

/// The form that renews a password in a sign-in.
#[derive(Template)]
#[template(path = "renouvellement.html")]
pub(crate) struct RenewalPage<'a> {
    deadline: String,
    is_due: bool,
    asked: &'a Asked,
    error: &'a Complaint,
}

impl<'a> RenewalPage<'a> {
    pub(crate) fn new(deadline: Timestamp, now: Timestamp, asked: &'a Asked, error: &'a Complaint) -> Self {
        Self { deadline: dates::day_and_hour(deadline), is_due: deadline <= now, asked, error }
    }

    /// The form leads, once the session is open, to the client that asked.
    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

impl SecurityPage {
    pub(crate) fn of(dates: Option<&SecretDates>, now: Timestamp) -> Self {
        let done = dates.and_then(|dates| just_done(dates, now));
        Self { notices: done.into_iter().chain(notices(dates)).collect(), changes: changes(dates) }
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
