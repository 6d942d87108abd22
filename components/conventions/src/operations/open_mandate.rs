use std::sync::Arc;

use access::Role;
use axum::extract::State;
use platform::{Transaction, new_uuid};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    holder,
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{Coded, MandateRole, MandateState, PersonName, Refusal, duties::OPENING},
    failure::Failure,
    store::{
        acts::{self, Kind},
        mandates::{self as store, Mandate},
        organisations,
    },
};

/// Who is to sign for an organisation, or to manage its habilitations.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMandate {
    role: MandateRole,
    personne: PersonName,
}

/// A mandate after an act.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MandateDone {
    pub(crate) id: Uuid,
    pub(crate) etat: MandateState,
    pub(crate) est_trace: bool,
}

/// `POST /v1/conventions/organisations/{id}/mandats`: an officer of the fund opens the mandate of a legal representative or
/// manager, which gives nothing before another officer confirms it. The same request again opens nothing more.
pub(crate) async fn open_mandate(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(organisation): Path<Uuid>,
    Json(body): Json<NewMandate>,
) -> Result<Json<MandateDone>, Problem> {
    let work = async {
        authorise(&conventions, &principal, organisation).await?;
        let PersonName { email, nom, prenoms } = &body.personne;
        let names = (email.as_str(), nom.as_str(), prenoms.as_str());
        holder::check(&conventions, &context, names, Some(principal.subject)).await?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        caller.authorise(&conventions, "openMandate", Some(organisation))?;
        let (id, etat, act) =
            settle(&conventions, &mut transaction, &caller, (organisation, &body), &context).await?;
        transaction.commit().await?;
        Ok(MandateDone { id, etat, est_trace: recording::is_told(&conventions, &context, act).await })
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// Nothing is asked of `login` for whoever may not open a mandate, nor for an organisation that is not there.
async fn authorise(
    conventions: &Conventions,
    principal: &access::Principal,
    organisation: Uuid,
) -> Result<(), Failure> {
    let mut snapshot = conventions.database.snapshot().await?;
    let caller = admit(&mut snapshot, principal).await?;
    organisations::find_organisation(&mut snapshot, organisation).await?.ok_or(Refusal::Unknown)?;
    caller.authorise(conventions, "openMandate", Some(organisation))?;
    snapshot.commit().await?;
    Ok(())
}

/// The mandate that the person holds, or a new one, with its state and the act that opened it.
async fn settle(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (organisation, body): (Uuid, &NewMandate),
    context: &Context,
) -> Result<(Uuid, MandateState, Uuid), Failure> {
    let new_id = || new_uuid(context.now, &*conventions.platform.random);
    let person = organisations::settle_person(transaction, new_id(), organisation, &body.personne).await?;
    let person = person.ok_or(Refusal::AccountInUse)?.id;
    if let Some(held) = store::find_held_mandate(transaction, person, body.role).await? {
        let act = acts::find_last(transaction, held.id, OPENING).await?;
        return Ok((held.id, held.state, act.ok_or(Refusal::Duplicate)?));
    }
    let state = MandateState::Pending;
    let mandate = Mandate { id: new_id(), organisation, person, role: body.role, state, awaits_trace: false };
    if !store::insert_mandate(transaction, &mandate).await? {
        return Err(Refusal::Duplicate.into());
    }
    let change = Change {
        subject: (Kind::Mandate, mandate.id),
        organisation: Some(organisation),
        act: OPENING,
        before: None,
        after: state.code(),
        reason: None,
        is_granting: false,
    };
    let act = recording::write(conventions, transaction, (caller, Role::AgentCaf), change, context).await?;
    Ok((mandate.id, state, act))
}
