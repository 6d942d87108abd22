use std::sync::Arc;

use axum::extract::State;
use journal::DossierPseudonym;
use platform::SqlError;
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use crate::{
    Dossier,
    domain::{DossierNumber, Objection},
    problems,
    store::{
        dossiers::find_by_lookup,
        numbers::find_beneficiary,
        objections::{StoredObjection, list},
    },
};

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Objections {
    oppositions: Vec<ObjectionView>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ObjectionView {
    opposition: Uuid,
    #[serde(flatten)]
    objection: Objection,
    origine: String,
    enregistree_a: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    levee_a: Option<String>,
}

/// `POST /v1/dossiers/oppositions/recherche`: the objections of the beneficiary who has or had a number, with their history. A POST, because a number
/// has no place in a URL.
pub(crate) async fn list_objections(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
    Json(number): Json<DossierNumber>,
) -> Result<Json<Objections>, Problem> {
    dossier.permit(&principal, "listObjections", &context)?;
    let fault = |error: SqlError| Problem::fault(&context, "database", &error);
    let lookup = dossier.keys(&context).await?.lookup(&number);
    let beneficiary = find_beneficiary(&dossier.database, &lookup).await.map_err(fault)?;
    let beneficiary = beneficiary.ok_or(Problem::new(problems::UNKNOWN_DOSSIER))?;
    let stored = list(&dossier.database, beneficiary).await.map_err(fault)?;
    Ok(Json(Objections { oppositions: stored.into_iter().map(view).collect() }))
}

fn view(stored: StoredObjection) -> ObjectionView {
    ObjectionView {
        opposition: stored.id,
        objection: stored.objection,
        origine: stored.origin,
        enregistree_a: stored.recorded_at.to_string(),
        levee_a: stored.lifted_at.map(|instant| instant.to_string()),
    }
}

/// A dossier, to the fund's officers.
pub(super) struct KnownDossier {
    pub(super) pseudonym: DossierPseudonym,
}

pub(super) async fn find_dossier(
    dossier: &Dossier,
    context: &Context,
    number: &DossierNumber,
) -> Result<Option<KnownDossier>, Problem> {
    let keys = dossier.keys(context).await?;
    let found = find_by_lookup(&dossier.database, &keys.lookup(number), context.now).await;
    let found = found.map_err(|error| Problem::fault(context, "database", &error))?;
    let Some(found) = found else { return Ok(None) };
    let facts = keys.open_facts(found.id, &found.key, &found.facts);
    let facts = facts.map_err(|error| Problem::fault(context, "sealing", &error))?;
    Ok(Some(KnownDossier { pseudonym: keys.pseudonym(&facts.numero) }))
}
