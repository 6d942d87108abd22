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
    /// When and as what it was let in, and what for: once for each habilitation.
    given: Vec<String>,
}

impl ApplicationsPage {
    pub(crate) fn of(consents: &[Consent], attached: &[Attachment]) -> Self {
        let same_client = |one: &Consent, other: &Consent| one.client.id == other.client.id;
        let row = |consents: &[Consent]| {
            let Client { id, registration } = &consents.first()?.client;
            let given = consents.iter().map(|consent| given(consent, attached)).collect();
            Some(ApplicationRow { id: *id, name: registration.client_name.clone(), given })
        };
        Self { rows: consents.chunk_by(same_client).filter_map(row).collect() }
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

/// When and as what a person let an application in, and what for.
fn given(consent: &Consent, attached: &[Attachment]) -> String {
    let holder = attached.iter().find(|attachment| attachment.id == consent.attachment);
    let holder = holder.map(|attachment| format!(" ({})", attachment.name())).unwrap_or_default();
    let purposes: Vec<_> = consent.scopes.iter().map(purpose).collect();
    format!("autorisée le {}{holder} : {}", dates::day(consent.given_at), purposes.join(", "))
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
