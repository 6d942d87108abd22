use std::sync::Arc;

use access::Identifier;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{Login, fault::Fault, store::accounts};

/// Someone to whom something is to be attached.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holder {
    identifiant: Identifier,
    nom: String,
    prenoms: String,
}

/// Whether the identifier is free, or may be this person's; and the account that they have, or had before
/// they left.
#[derive(Debug, Serialize)]
pub(crate) struct CheckedHolder {
    est_disponible: bool,
    compte: Option<Uuid>,
}

/// `POST /prive/comptes/titulaire`: asked before anything is written for a person, so that a request which the opening of
/// their account would refuse leaves nothing. A POST, because an identifier has no place in a URL.
pub(crate) async fn check_holder(
    State(login): State<Arc<Login>>,
    context: Context,
    Json(holder): Json<Holder>,
) -> Result<Json<CheckedHolder>, Problem> {
    check(&login, &context, &holder).await.map(Json).map_err(|fault| fault.problem(&context))
}

async fn check(login: &Login, context: &Context, holder: &Holder) -> Result<CheckedHolder, Fault> {
    login.configuration(context).await?;
    let found = accounts::find_holder(&login.database, holder.identifiant.as_str()).await?;
    let known = found.map(|found| found.account);
    let est_disponible = known.as_ref().is_none_or(|known| known.is_named(&holder.nom, &holder.prenoms));
    Ok(CheckedHolder { est_disponible, compte: known.map(|known| known.id) })
}
