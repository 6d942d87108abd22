use std::sync::Arc;

use axum::extract::{Path, State};
use journal::{Event, Journal, Kind};
use platform::SqlError;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use crate::{
    Dossier, problems,
    store::{dossiers::find_of_beneficiary, objections},
};

/// `POST /v1/dossiers/oppositions/{id}/levee`: the beneficiary withdraws their objection; its history stays.
pub(crate) async fn lift_objection(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    dossier.permit(&principal, "liftObjection", &context)?;
    let id = Uuid::try_parse(&id).map_err(|_| Problem::new(problems::UNKNOWN_OBJECTION))?;
    let keys = dossier.keys(&context).await?;
    let fault = |error: SqlError| Problem::fault(&context, "database", &error);
    let mut transaction = dossier.database.begin().await.map_err(fault)?;
    let lifted =
        objections::lift(&mut transaction, id, (principal.subject, context.now)).await.map_err(fault)?;
    let (beneficiary, recorded_on) = lifted.ok_or(Problem::new(problems::UNKNOWN_OBJECTION))?;
    let known = find_of_beneficiary(&mut transaction, beneficiary).await.map_err(fault)?;
    let facts = known.map(|(id, key, facts)| keys.open_facts(id, &key, &facts)).transpose();
    let facts = facts.map_err(|error| Problem::fault(&context, "sealing", &error))?;
    let pseudonym = facts.map(|facts| keys.pseudonym(&facts.numero)).or(recorded_on);
    let pseudonym =
        pseudonym.ok_or_else(|| Problem::fault(&context, "database", &"an objection of nobody"))?;
    let journal = Journal::new(&dossier.platform, &context);
    let event = Event::done(journal.new_id(), Kind::ObjectionLifted {});
    let event = event.by(&principal).on(pseudonym);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
    transaction.commit().await.map_err(fault)?;
    Ok(Json(serde_json::json!({ "opposition": id, "est_levee": true })))
}
