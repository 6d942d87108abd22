use std::sync::Arc;

use axum::extract::{Path, State};
use journal::{DossierPseudonym, Event, Journal, Kind};
use platform::{SqlError, Transaction};
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use crate::{
    Dossier, Keys, problems,
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
    let pseudonym = match recorded_on {
        Some(recorded_on) => recorded_on,
        None => find_name(&mut transaction, &keys, beneficiary, &context).await?,
    };
    let journal = Journal::new(&dossier.platform, &context);
    let event = Event::done(journal.new_id(), Kind::ObjectionLifted {});
    let event = event.by(&principal).on(pseudonym);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
    transaction.commit().await.map_err(fault)?;
    Ok(Json(serde_json::json!({ "opposition": id, "est_levee": true })))
}

/// The journal's name of the beneficiary's dossier, for an objection of before the number on which it was recorded was kept.
async fn find_name(
    transaction: &mut Transaction,
    keys: &Keys,
    beneficiary: Uuid,
    context: &Context,
) -> Result<DossierPseudonym, Problem> {
    let known = find_of_beneficiary(transaction, beneficiary).await;
    let known = known.map_err(|error| Problem::fault(context, "database", &error))?;
    let (id, key, facts) =
        known.ok_or_else(|| Problem::fault(context, "database", &"an objection of nobody"))?;
    let facts = keys.open_facts(id, &key, &facts);
    facts
        .map(|facts| keys.pseudonym(&facts.numero))
        .map_err(|error| Problem::fault(context, "sealing", &error))
}
