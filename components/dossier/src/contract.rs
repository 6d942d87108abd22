mod data;

use serde_json::json;
use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
    kinds,
};

use crate::{
    domain::DossierNumber,
    operations::{
        consult_dossier::{answer::Consultation, asked::ConsultationBody},
        list_consultations::ConsultationsBody,
        list_imports::Imports,
        list_objections::Objections,
        purge_failures::PurgedFailures,
        record_objection::{ObjectionBody, RecordedObjection},
        reseal_dossiers::Resealing,
    },
    problems,
    routes::routes,
};

pub(crate) use data::DisclosedData;

/// What this component promises outside.
#[must_use]
pub fn contract() -> Contract {
    let contract = Contract::new("Dossiers", routes().table(), problems::ALL);
    objections(imports(contract))
        .with(consultation())
        .with(
            Operation::new("listConsultations", "Dire à l'allocataire qui a consulté son dossier")
                .by_caller()
                .asks::<ConsultationsBody>()
                .answers_with(StatusCode::OK, "Fait", Some(Body::named("BeneficiaryView")))
                .refuses(&[problems::UNKNOWN_DOSSIER]),
        )
        .with(
            Operation::new("readRegulation", "L'acte réglementaire, tel que les règles l'appliquent")
                .answers_with(StatusCode::OK, "Page", Some(Body::text())),
        )
}

fn consultation() -> Operation {
    let own = problems::ALL.iter().filter(|kind| {
        let others =
            [problems::UNKNOWN_OBJECTION.slug, problems::UNKNOWN_DOSSIER.slug, problems::NOT_NDJSON.slug];
        !others.contains(&kind.slug)
    });
    Operation::new("consultDossier", "Consulter un dossier dont on connaît le numéro")
        .by_caller()
        .asks::<ConsultationBody>()
        .answers::<Consultation>()
        .refuses(&own.copied().chain([kinds::UNKNOWN_ADDRESS]).collect::<Vec<_>>())
}

fn imports(contract: Contract) -> Contract {
    let act = |id, summary| Operation::new(id, summary).by_caller();
    contract
        .with(
            act("importDossiers", "Importer des dossiers, un par ligne (dossier.schema.json)")
                .asks_for(Body::text().sent_as("application/x-ndjson"))
                .answers_with(StatusCode::OK, "Ce qu'il est advenu de chaque ligne", Some(report()))
                .refuses(&[problems::NOT_NDJSON]),
        )
        .with(act("listImports", "Lister les derniers imports").answers::<Imports>())
        .with(act("resealDossiers", "Rechiffrer avec la clé courante, par étapes").answers::<Resealing>())
        .with(
            act("purgeFailures", "Effacer les comptes d'échecs et les imports échus")
                .answers::<PurgedFailures>(),
        )
}

/// [`crate::operations::import_dossiers::report`] writes it member by member.
fn report() -> Body {
    let count = json!({ "type": "integer", "minimum": 0 });
    let fault = json!({
        "type": "object",
        "required": ["ligne", "motif"],
        "properties": { "ligne": count, "pointeur": { "type": "string" }, "motif": { "type": "string" } },
    });
    Body::with_schema(json!({
        "type": "object",
        "required": ["import", "lignes", "enregistres", "inchanges", "rejetes", "rejets"],
        "properties": {
            "import": { "type": "string", "format": "uuid" },
            "lignes": count, "enregistres": count, "inchanges": count, "rejetes": count,
            "rejets": { "type": "array", "items": fault },
        },
    }))
}

fn objections(contract: Contract) -> Contract {
    let act = |id, summary| Operation::new(id, summary).by_caller();
    let lifted = Body::with_schema(json!({
        "type": "object",
        "required": ["opposition", "est_levee"],
        "properties": { "opposition": { "type": "string", "format": "uuid" }, "est_levee": { "const": true } },
    }));
    contract
        .with(
            act("recordObjection", "Enregistrer une opposition de l'allocataire")
                .asks::<ObjectionBody>()
                .answers::<RecordedObjection>()
                .refuses(&[problems::UNKNOWN_DOSSIER]),
        )
        .with(
            act("listObjections", "Lister les oppositions d'un dossier")
                .asks::<DossierNumber>()
                .answers::<Objections>()
                .refuses(&[problems::UNKNOWN_DOSSIER]),
        )
        .with(
            act("liftObjection", "Lever une opposition")
                .answers_with(StatusCode::OK, "Levée", Some(lifted))
                .refuses(&[problems::UNKNOWN_OBJECTION, kinds::NOT_FOUND]),
        )
}
