use std::{collections::BTreeSet, sync::Arc};

use axum::extract::State;
use journal::{Event, Journal, Kind};
use platform::{SqlError, new_uuid};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Client, Context, Json, Problem, kinds};

use super::known_dossier::find_known;
use crate::{
    Dossier,
    domain::{DossierNumber, Objection},
    ports::find_organisations,
    store::{
        numbers::settle_beneficiary,
        objections::{self, NewObjection, Origin},
    },
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
    /// Whether a dossier has the number yet; if none, the objection binds it when it comes.
    dossier_connu: bool,
}

/// `POST /v1/dossiers/oppositions`: the beneficiary objects, from the next request on, under whatever number they have, had or
/// come to have. One that is in force already, recorded by an officer too, is given back: a single one is to be lifted.
pub(crate) async fn record_objection(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
    Json(body): Json<ObjectionBody>,
) -> Result<Json<RecordedObjection>, Problem> {
    dossier.permit(&principal, "recordObjection", &context)?;
    require_organisation(&dossier, &context, &body.opposition).await?;
    let keys = dossier.keys(&context).await?;
    let known = find_known(&dossier, &context, &body.dossier).await?;
    let pseudonym = known.pseudonym;
    let new_id = || new_uuid(context.now, &*dossier.platform.random);
    let fault = |error: SqlError| Problem::fault(&context, "database", &error);
    let mut transaction = dossier.database.begin().await.map_err(fault)?;
    let (id, lookup) = (new_id(), &keys.lookup(&body.dossier));
    let beneficiary = settle_beneficiary(&mut transaction, [lookup], new_id()).await.map_err(fault)?;
    let (objection, origin) = (&body.opposition, Origin::Fund);
    let held = objections::find_recorded(&mut transaction, beneficiary, objection).await.map_err(fault)?;
    if held.is_none() {
        let new = NewObjection { id, beneficiary, lookup, pseudonym, objection, origin };
        objections::insert(&mut transaction, new, (principal.subject, context.now)).await.map_err(fault)?;
    }
    let journal = Journal::new(&dossier.platform, &context);
    let event = Event::done(journal.new_id(), Kind::ObjectionRecorded {}).by(&principal).on(pseudonym);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
    transaction.commit().await.map_err(fault)?;
    Ok(Json(RecordedObjection { opposition: held.unwrap_or(id), dossier_connu: known.has_dossier }))
}

/// An objection to an organisation that is not registered would bind nobody.
async fn require_organisation(
    dossier: &Dossier,
    context: &Context,
    objection: &Objection,
) -> Result<(), Problem> {
    let Some(id) = objection.organisation() else { return Ok(()) };
    let client = Client::new(&dossier.platform, context);
    let found = find_organisations(&client, &BTreeSet::from([id])).await;
    let found = found.map_err(|error| Problem::fault(context, "conventions", &error))?;
    if found.contains(&id) {
        return Ok(());
    }
    Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/opposition/organisation"))
}
