use std::sync::Arc;

use axum::extract::State;
use journal::DossierPseudonym;
use serde::Serialize;
use web::{Context, Json, Problem};

use super::known_dossier::find_known;
use crate::{Dossier, domain::DossierNumber};

#[derive(Serialize)]
pub(crate) struct Names {
    noms: Vec<DossierPseudonym>,
}

/// `POST /prive/dossiers/noms`: all the names in the journal of the dossier that has or had this number, that of its
/// present number first. Asked by `audit`, which alone knows what is under them. Of an unknown number, its name alone: what
/// was tried with it is found too.
pub(crate) async fn list_names(
    State(dossier): State<Arc<Dossier>>,
    context: Context,
    Json(number): Json<DossierNumber>,
) -> Result<Json<Names>, Problem> {
    let known = find_known(&dossier, &context, &number).await?.with_all_names()?;
    Ok(Json(Names { noms: known.names }))
}
