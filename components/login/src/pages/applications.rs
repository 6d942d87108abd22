//! What a person lets applications do in their name.

use access::Scope;
use askama::Template;
use http::StatusCode;
use uuid::Uuid;

use super::{Answer, dates, respond};
use crate::{
    domain::{attachment::Attachment, client::Client, pending_request::Asked},
    store::consents::Consent,
};

/// The question whether an application that is not the fund's may act in a person's name.
#[derive(Template)]
#[template(path = "accord.html")]
pub(crate) struct ConsentPage<'a> {
    application: &'a str,
    holder: String,
    purposes: Vec<&'static str>,
    asked: &'a Asked,
    error: &'a str,
}

impl<'a> ConsentPage<'a> {
    pub(crate) fn of(client: &'a Client, attachment: &Attachment, asked: &'a Asked, error: &'a str) -> Self {
        let application = &client.registration.client_name;
        let scopes = asked.pending().map(|pending| pending.request.scope.iter().map(purpose));
        let purposes = scopes.into_iter().flatten().collect();
        Self { application, holder: attachment.name(), purposes, asked, error }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page_about(self.asked, status, self)
    }
}

/// The applications that a person lets act in their name.
#[derive(Template)]
#[template(path = "applications.html")]
pub(crate) struct ApplicationsPage {
    rows: Vec<ApplicationRow>,
}

struct ApplicationRow {
    id: Uuid,
    name: String,
    given_on: String,
    purposes: String,
}

impl ApplicationsPage {
    pub(crate) fn of(consents: &[Consent]) -> Self {
        let row = |consent: &Consent| ApplicationRow {
            id: consent.client.id,
            name: consent.client.registration.client_name.clone(),
            given_on: dates::day(consent.given_at),
            purposes: consent.scopes.iter().map(purpose).collect::<Vec<_>>().join(", "),
        };
        Self { rows: consents.iter().map(row).collect() }
    }

    pub(crate) fn respond(&self) -> Answer {
        respond::page(StatusCode::OK, self)
    }
}

/// Says that an application is not for whoever signed in, and leads back to it.
#[derive(Template)]
#[template(path = "refus.html")]
pub(crate) struct RefusalPage<'a> {
    pub(crate) application: &'a str,
    pub(crate) back: &'a str,
    /// The address at which the request is ended by another sign-in.
    pub(crate) other: &'a str,
}

impl RefusalPage<'_> {
    pub(crate) fn respond(&self) -> Answer {
        respond::page(StatusCode::FORBIDDEN, self)
    }
}

/// What a scope lets an application do, to whoever is asked.
fn purpose(scope: Scope) -> &'static str {
    match scope {
        Scope::Openid => "connaître votre nom et votre adresse électronique",
        Scope::Dossiers => "consulter des dossiers d'allocataires, dans la limite de vos droits",
        Scope::Conventions => "suivre conventions et habilitations, dans la limite de vos droits",
        Scope::Journal => "lire le journal, dans la limite de vos droits",
        Scope::Comptes => "administrer des comptes, dans la limite de vos droits",
        Scope::Messages => "lire et écrire vos messages à la Caf",
    }
}
