use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    decision::Decision,
    office::require_in_office,
    recording::{self, Change, Done},
};
use crate::{
    Conventions,
    domain::{ContractAct, ContractState, ConventionState, Refusal, Transition, duties::CREATION},
    failure::Failure,
    store::{
        acts::{self, Kind},
        contracts::{self as store, Contract},
        conventions as agreements,
    },
};

/// `POST /v1/conventions/contrats/{id}/<act>`.
pub(crate) async fn transition_contract(
    act: ContractAct,
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(decision): Json<Decision>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        if act == ContractAct::Confirm {
            check_author(&conventions, &principal, id, &context).await?;
        }
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = find_for(&conventions, &mut transaction, &caller, (id, act)).await?;
        decision.check(found.version, act.needs_reason())?;
        if act == ContractAct::Confirm {
            check_convention(&mut transaction, found.convention, &context).await?;
        }
        let (after, role) = caller.act(|role| act.apply(found.state, role))?;
        store::update_state(&mut transaction, id, after).await?;
        let (subject, reason) = ((Kind::Contract, id), decision.reason());
        let change = Change::step(subject, found.organisation, act, (found.state, after), reason);
        let act = recording::write(&conventions, &mut transaction, (&caller, role), change, &context).await?;
        transaction.commit().await?;
        Ok(recording::conclude(&conventions, &context, (id, after, found.version + 1), act).await)
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The contract on which the caller may do `act`.
async fn find_for(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (id, act): (Uuid, ContractAct),
) -> Result<Contract, Failure> {
    let found = store::find_contract(transaction, id).await?.ok_or(Refusal::Unknown)?;
    caller.authorise(conventions, action(act), Some(found.organisation))?;
    caller.is_second_person(transaction, id, act).await?;
    Ok(found)
}

/// Who proposed it is in office until another confirms it.
async fn check_author(
    conventions: &Conventions,
    principal: &Principal,
    id: Uuid,
    context: &Context,
) -> Result<(), Failure> {
    let mut snapshot = conventions.database.snapshot().await?;
    let caller = admit(&mut snapshot, principal).await?;
    let found = find_for(conventions, &mut snapshot, &caller, (id, ContractAct::Confirm)).await?;
    let author = acts::find_officer(&mut snapshot, id, CREATION).await?;
    snapshot.commit().await?;
    if found.state == ContractState::Proposed {
        require_in_office(conventions, context, author).await?;
    }
    Ok(())
}

/// A contract that was proposed is confirmed while its convention is in force.
async fn check_convention(
    transaction: &mut Transaction,
    convention: Uuid,
    context: &Context,
) -> Result<(), Failure> {
    let above = agreements::find_convention(transaction, convention).await?.ok_or(Refusal::Unknown)?;
    let is_in_force = above.state.as_of(above.ends_at, context.now) == ConventionState::Active;
    is_in_force.then_some(()).ok_or(Refusal::AgreementNotInForce.into())
}

/// The Cedar action, which is the operation's id.
pub(crate) fn action(act: ContractAct) -> &'static str {
    match act {
        ContractAct::Confirm => "confirmContract",
        ContractAct::Suspend => "suspendContract",
        ContractAct::Reinstate => "reinstateContract",
        ContractAct::Terminate => "terminateContract",
    }
}
