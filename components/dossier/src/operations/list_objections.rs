use std::sync::Arc;

use axum::extract::State;
use journal::{Event, Journal, Kind};
use platform::SqlError;
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use super::known_dossier::{find_known, refuse_unknown};
use crate::{
    Dossier,
    domain::{DossierNumber, Objection},
    store::{
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
    let act = Kind::ObjectionsListed {};
    let Some(beneficiary) = beneficiary else {
        return Err(refuse_unknown(&dossier, (&principal, &context), &number, act).await?);
    };
    let stored = list(&dossier.database, beneficiary).await.map_err(fault)?;
    let known = find_known(&dossier, &context, &number).await?;
    let journal = Journal::new(&dossier.platform, &context);
    let event = Event::done(journal.new_id(), act).by(&principal).on(known.pseudonym);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
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
