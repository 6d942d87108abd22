use std::sync::Arc;

use access::Scope;
use http::Method;
use web::{Format, READINESS_PATH, Routes};

use crate::{Dossier, operations as op};

/// The table of routes.
#[must_use]
pub fn routes() -> Routes<Arc<Dossier>> {
    let page = Format { produces: "text/html", ..Format::default() };
    let stream = Format { is_streamed: true, ..Format::default() };
    Routes::in_scope(Scope::Dossiers)
        .public(Method::POST, "/v1/consultations", "consultDossier", op::consult_dossier)
        .public_as(Method::POST, "/v1/dossiers/imports", "importDossiers", stream, op::import_dossiers)
        .public(Method::GET, "/v1/dossiers/imports", "listImports", op::list_imports)
        .public(Method::POST, "/v1/dossiers/rechiffrement", "resealDossiers", op::reseal_dossiers)
        .public(Method::POST, "/v1/dossiers/purges", "purgeFailures", op::purge_failures)
        .public(Method::POST, "/v1/dossiers/oppositions", "recordObjection", op::record_objection)
        .public(Method::POST, "/v1/dossiers/oppositions/recherche", "listObjections", op::list_objections)
        .public(Method::POST, "/v1/dossiers/oppositions/{id}/levee", "liftObjection", op::lift_objection)
        .public(
            Method::POST,
            "/v1/dossiers/consultations/recherche",
            "listConsultations",
            op::list_consultations,
        )
        .public_as(Method::GET, "/acte-reglementaire", "readRegulation", page, op::read_regulation)
        .private(Method::POST, "/prive/dossiers/noms", "listNames", op::list_names)
        .private(Method::GET, READINESS_PATH, "readReadiness", op::read_readiness)
}
