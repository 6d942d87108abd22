use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::extract::State;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{Conventions, store::organisations};

/// The organisations whose names are asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamesBody {
    organisations: BTreeSet<Uuid>,
}

/// The names of those that are known.
#[derive(Debug, Serialize)]
pub(crate) struct Names {
    noms: BTreeMap<Uuid, String>,
}

/// `POST /prive/organisations/noms`: what organisations are called, for whoever shows what the journal tells of them.
pub(crate) async fn list_names(
    State(conventions): State<Arc<Conventions>>,
    context: Context,
    Json(body): Json<NamesBody>,
) -> Result<Json<Names>, Problem> {
    let noms = organisations::list_names(&conventions.database, &body.organisations).await;
    let noms = noms.map_err(|error| Problem::fault(&context, "store", &error))?;
    Ok(Json(Names { noms }))
}
