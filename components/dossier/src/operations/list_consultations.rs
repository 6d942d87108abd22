use std::sync::Arc;

use axum::extract::State;
use journal::{Event, Journal, Kind};
use serde::Deserialize;
use serde_json::Value;
use web::{Caller, Client, Context, Json, Problem};

use super::known_dossier::find_dossier;
use crate::{Dossier, domain::DossierNumber, ports::find_beneficiary_view};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsultationsBody {
    dossier: DossierNumber,
    /// Where the former page ended.
    suite: Option<u64>,
}

/// `POST /v1/dossiers/consultations/recherche`: who consulted a dossier, when and why, handed over at the beneficiary's
/// request. The journal tells it, and what shows that nothing was left out; that an officer asked is in it too. Accesses
/// are told under whichever number they were made.
pub(crate) async fn list_consultations(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
    Json(body): Json<ConsultationsBody>,
) -> Result<Json<Value>, Problem> {
    dossier.permit(&principal, "listConsultations", &context)?;
    let act = Kind::BeneficiaryViewRequested {};
    let known = find_dossier(&dossier, (&principal, &context), &body.dossier, act).await?.with_all_names()?;
    let journal = Journal::new(&dossier.platform, &context);
    let event =
        Event::done(journal.new_id(), Kind::BeneficiaryViewRequested {}).by(&principal).on(known.pseudonym);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
    let client = Client::new(&dossier.platform, &context);
    let view = find_beneficiary_view(&client, &known.own_names, body.suite).await;
    view.map(Json).map_err(|error| Problem::fault(&context, "journal", &error))
}
