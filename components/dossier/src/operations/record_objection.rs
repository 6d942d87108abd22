use std::sync::Arc;

use axum::extract::State;
use journal::{Event, Journal, Kind};
use platform::{SqlError, new_uuid};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use super::list_objections::find_dossier;
use crate::{
    Dossier,
    domain::{DossierNumber, Objection},
    store::objections::{self, Origin},
};

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectionBody {
    dossier: DossierNumber,
    opposition: Objection,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RecordedObjection {
    opposition: Uuid,
}

/// `POST /v1/dossiers/oppositions`: the beneficiary objects, from the next request on.
pub(crate) async fn record_objection(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
    Json(body): Json<ObjectionBody>,
) -> Result<Json<RecordedObjection>, Problem> {
    dossier.permit(&principal, "recordObjection", &context)?;
    let known = find_dossier(&dossier, &context, &body.dossier).await?;
    let id = new_uuid(context.now, &*dossier.platform.random);
    let fault = |error: SqlError| Problem::fault(&context, "database", &error);
    let mut transaction = dossier.database.begin().await.map_err(fault)?;
    let origin = (Origin::Fund, principal.subject, context.now);
    objections::insert(&mut transaction, (id, known.id), &body.opposition, origin).await.map_err(fault)?;
    let journal = Journal::new(&dossier.platform, &context);
    let event = Event::done(journal.new_id(), Kind::ObjectionRecorded {}).by(&principal).on(known.pseudonym);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
    transaction.commit().await.map_err(fault)?;
    Ok(Json(RecordedObjection { opposition: id }))
}
