use std::sync::Arc;

use access::Scope;
use axum::extract::State;
use http::Method;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, READINESS_PATH, Routes};

use crate::{
    Conventions,
    domain::{ContractAct, ConventionAct, HabilitationAct},
    operations as op,
    operations::{
        Decision, transition_contract::transition_contract, transition_convention::transition_convention,
        transition_habilitation::transition_habilitation,
    },
};

/// A handler that does one act of a state machine.
macro_rules! act_handler {
    ($act:ident, $operation:ident) => {
        move |state: State<Arc<Conventions>>,
              caller: Caller,
              context: Context,
              id: Path<Uuid>,
              body: Json<Decision>| { $operation($act, state, caller, context, id, body) }
    };
}

type Table = Routes<Arc<Conventions>>;

/// The table of routes.
#[must_use]
pub fn routes() -> Table {
    let (get, post) = (Method::GET, Method::POST);
    let table = Routes::in_scope(Scope::Conventions)
        .private(get, READINESS_PATH, "readReadiness", op::read_readiness)
        .private(post.clone(), "/prive/habilitations/{id}/situation", "readSituation", op::read_situation)
        .private(post.clone(), "/prive/budgets/consommation", "consumeBudget", op::consume_budget)
        .private(post, "/prive/organisations/noms", "listNames", op::list_names);
    habilitations(contracts(conventions(organisations(table))))
}

fn organisations(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    table
        .public(post.clone(), "/v1/conventions/organisations", "createOrganisation", op::create_organisation)
        .public(get.clone(), "/v1/conventions/organisations/{id}", "readOrganisation", op::read_organisation)
        .public(post.clone(), "/v1/conventions/organisations/{id}/mandats", "openMandate", op::open_mandate)
        .public(get, "/v1/conventions/organisations/{id}/mandats", "listMandates", op::list_mandates)
        .public(
            post.clone(),
            "/v1/conventions/organisations/{id}/mandats/{mandat}/confirmation",
            "confirmMandate",
            op::confirm_mandate,
        )
        .public(
            post.clone(),
            "/v1/conventions/mandats/{id}/courrier",
            "reissueMandateLetter",
            op::reissue_mandate_letter,
        )
        .public(post.clone(), "/v1/conventions/mandats/{id}/fin", "endMandate", op::end_mandate)
        .public(post, "/v1/conventions/echeances", "recordDeadlines", op::record_deadlines)
}

fn conventions(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    let table = table
        .public(get.clone(), "/v1/conventions", "listConventions", op::list_conventions)
        .public(post, "/v1/conventions", "createConvention", op::create_convention)
        .public(get, "/v1/conventions/{id}", "readConvention", op::read_convention)
        .public(Method::PUT, "/v1/conventions/{id}", "updateConvention", op::update_convention);
    [
        ("/v1/conventions/{id}/depot", ConventionAct::Submit),
        ("/v1/conventions/{id}/prise-en-charge", ConventionAct::Review),
        ("/v1/conventions/{id}/renvoi", ConventionAct::Return),
        ("/v1/conventions/{id}/completude", ConventionAct::Complete),
        ("/v1/conventions/{id}/signature", ConventionAct::Sign),
        ("/v1/conventions/{id}/contresignature", ConventionAct::Countersign),
        ("/v1/conventions/{id}/suspension", ConventionAct::Suspend),
        ("/v1/conventions/{id}/retablissement", ConventionAct::Reinstate),
        ("/v1/conventions/{id}/resiliation", ConventionAct::Terminate),
    ]
    .into_iter()
    .fold(table, |table, (path, act)| {
        table.public(
            Method::POST,
            path,
            op::transition_convention::action(act),
            act_handler!(act, transition_convention),
        )
    })
}

fn contracts(table: Table) -> Table {
    let table =
        table.public(Method::POST, "/v1/conventions/{id}/contrats", "createContract", op::create_contract);
    [
        ("/v1/conventions/contrats/{id}/confirmation", ContractAct::Confirm),
        ("/v1/conventions/contrats/{id}/suspension", ContractAct::Suspend),
        ("/v1/conventions/contrats/{id}/retablissement", ContractAct::Reinstate),
        ("/v1/conventions/contrats/{id}/resiliation", ContractAct::Terminate),
    ]
    .into_iter()
    .fold(table, |table, (path, act)| {
        table.public(
            Method::POST,
            path,
            op::transition_contract::action(act),
            act_handler!(act, transition_contract),
        )
    })
}

fn habilitations(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    let table = table
        .public(get.clone(), "/v1/habilitations/profils", "listProfiles", op::list_profiles)
        .public(post.clone(), "/v1/habilitations/profils", "publishProfile", op::publish_profile)
        .public(
            post.clone(),
            "/v1/habilitations/profils/{code}/versions/{version}/confirmation",
            "confirmProfile",
            op::confirm_profile,
        )
        .public(get.clone(), "/v1/habilitations", "listHabilitations", op::list_habilitations)
        .public(post.clone(), "/v1/habilitations", "requestHabilitation", op::request_habilitation)
        .public(get, "/v1/habilitations/{id}", "readHabilitation", op::read_habilitation)
        .public(
            post.clone(),
            "/v1/habilitations/{id}/activation",
            "activateHabilitation",
            op::activate_habilitation,
        )
        .public(
            post.clone(),
            "/v1/habilitations/{id}/courrier",
            "reissueHabilitationLetter",
            op::reissue_habilitation_letter,
        )
        .public(post, "/v1/habilitations/personnes/{id}/depart", "recordDeparture", op::record_departure);
    [
        ("/v1/habilitations/{id}/contresignature", HabilitationAct::Countersign),
        ("/v1/habilitations/{id}/acceptation", HabilitationAct::Accept),
        ("/v1/habilitations/{id}/refus", HabilitationAct::Refuse),
        ("/v1/habilitations/{id}/engagements", HabilitationAct::Commit),
        ("/v1/habilitations/{id}/certificat", HabilitationAct::Certify),
        ("/v1/habilitations/{id}/suspension", HabilitationAct::Suspend),
        ("/v1/habilitations/{id}/retablissement", HabilitationAct::Reinstate),
        ("/v1/habilitations/{id}/retrait", HabilitationAct::Withdraw),
    ]
    .into_iter()
    .fold(table, |table, (path, act)| {
        table.public(
            Method::POST,
            path,
            op::transition_habilitation::action(act),
            act_handler!(act, transition_habilitation),
        )
    })
}
