use std::sync::Arc;

use access::Role;
use axum::extract::State;
use platform::{Transaction, new_uuid};
use serde::Deserialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    opening::{self, Opening, Title},
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{MandateRole, PersonName, Refusal},
    failure::Failure,
    store::{
        acts::{self, Kind},
        mandates::{self as store, Mandate},
        organisations::{self, Person},
    },
};

/// The name of the act that opens a mandate.
const OPENING: &str = "ouverture";

/// Who is to sign for an organisation, or to manage its habilitations.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMandate {
    role: MandateRole,
    personne: PersonName,
}

/// `POST /v1/conventions/organisations/{id}/mandats`: the fund opens the account of a legal representative or manager.
/// The same request again, after a lost answer, opens nothing more and gives a new secret.
pub(crate) async fn open_mandate(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(organisation): Path<Uuid>,
    Json(body): Json<NewMandate>,
) -> Result<Json<Opening>, Problem> {
    let work = async {
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = organisations::find_organisation(&mut transaction, organisation).await?;
        let found = found.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "openMandate", Some(organisation))?;
        let (mandate, person, act) =
            settle(&conventions, &mut transaction, &caller, (organisation, &body), &context).await?;
        transaction.commit().await?;
        if !recording::is_told(&conventions, &context, act).await {
            return Err(Failure::TracePending);
        }
        let title = Title::Mandate(mandate, body.role);
        opening::open(&conventions, &context, title, (person, found)).await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The mandate that the person holds, or a new one, and the act that opened it.
async fn settle(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (organisation, body): (Uuid, &NewMandate),
    context: &Context,
) -> Result<(Uuid, Person, Uuid), Failure> {
    let new_id = || new_uuid(context.now, &*conventions.platform.random);
    let person = organisations::settle_person(transaction, new_id(), organisation, &body.personne).await?;
    let known = organisations::find_person(transaction, person).await?.ok_or(Refusal::Unknown)?;
    if let Some(held) = store::find_held_mandate(transaction, person, body.role).await? {
        let act = acts::find_last(transaction, held.id, OPENING).await?;
        return Ok((held.id, known, act.ok_or(Refusal::Duplicate)?));
    }
    let mandate = Mandate { id: new_id(), organisation, person, role: body.role, is_running: true };
    if !store::insert_mandate(transaction, &mandate).await? {
        return Err(Refusal::Duplicate.into());
    }
    let change = Change {
        subject: (Kind::Mandate, mandate.id),
        organisation: Some(organisation),
        act: OPENING,
        before: None,
        after: "ouvert",
        reason: None,
        is_granting: true,
    };
    let act = recording::write(conventions, transaction, (caller, Role::AgentCaf), change, context).await?;
    Ok((mandate.id, known, act))
}
