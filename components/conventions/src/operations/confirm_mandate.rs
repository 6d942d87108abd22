use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    holder,
    office::require_in_office,
    opening::{self, Opening, Order, Title},
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{Coded, MandateAct, MandateState, Refusal, Transition, duties::OPENING},
    failure::Failure,
    store::{
        acts::{self, Kind},
        mandates::{self as store, Mandate},
        organisations::{self, Organisation, Person},
    },
};

/// `POST /v1/conventions/organisations/{id}/mandats/{mandat}/confirmation`: another officer than the one who opened it
/// confirms a mandate; it holds from the journal's receipt, and a letter then goes to its holder. The same request again
/// goes on from where the last one stopped.
pub(crate) async fn confirm_mandate(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path((organisation, id)): Path<(Uuid, Uuid)>,
) -> Result<Json<Opening>, Problem> {
    let work = async {
        let (mandate, person, found) = read(&conventions, &principal, (organisation, id), &context).await?;
        holder::check_person(&conventions, &context, &person, Some(principal.subject)).await?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let act = settle(&conventions, &mut transaction, &caller, id, &context).await?;
        transaction.commit().await?;
        if !recording::is_told(&conventions, &context, act).await {
            return Err(Failure::TracePending);
        }
        let title = Title::Mandate(id, mandate.role);
        let order = Order { title, person, organisation: found, is_reissue: false };
        opening::open(&conventions, &context, &principal, order).await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The mandate, its holder and its organisation, for whoever may confirm it: until it is, who opened it is in office.
async fn read(
    conventions: &Conventions,
    principal: &Principal,
    (organisation, id): (Uuid, Uuid),
    context: &Context,
) -> Result<(Mandate, Person, Organisation), Failure> {
    let mut snapshot = conventions.database.snapshot().await?;
    let caller = admit(&mut snapshot, principal).await?;
    let mandate = store::find_mandate(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
    if mandate.organisation != organisation {
        return Err(Refusal::Unknown.into());
    }
    caller.authorise(conventions, "confirmMandate", Some(organisation))?;
    caller.is_second_person(&mut snapshot, id, MandateAct::Confirm).await?;
    let person = organisations::find_person(&mut snapshot, mandate.person).await?.ok_or(Refusal::Unknown)?;
    let found = organisations::find_organisation(&mut snapshot, organisation).await?;
    let author = acts::find_officer(&mut snapshot, id, OPENING).await?;
    snapshot.commit().await?;
    if mandate.state == MandateState::Pending {
        require_in_office(conventions, context, author).await?;
    }
    Ok((mandate, person, found.ok_or(Refusal::Unknown)?))
}

/// The act of confirmation: the one already written, or a new one.
async fn settle(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    id: Uuid,
    context: &Context,
) -> Result<Uuid, Failure> {
    let mandate = store::find_mandate(transaction, id).await?.ok_or(Refusal::Unknown)?;
    caller.authorise(conventions, "confirmMandate", Some(mandate.organisation))?;
    let confirm = MandateAct::Confirm;
    if mandate.state == MandateState::Open {
        return Ok(acts::find_last(transaction, id, confirm.code()).await?.ok_or(Refusal::OutOfOrder)?);
    }
    let (after, role) = caller.act(|role| confirm.apply(mandate.state, role))?;
    store::confirm_mandate(transaction, id, context.now).await?;
    let (subject, states) = ((Kind::Mandate, id), (mandate.state, after));
    let change = Change::step(subject, mandate.organisation, confirm, states, None);
    recording::write(conventions, transaction, (caller, role), change, context).await
}
