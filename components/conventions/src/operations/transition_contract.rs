use std::sync::Arc;

use axum::extract::State;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::admit,
    decision::Decision,
    recording::{self, Change, Done},
};
use crate::{
    Conventions,
    domain::{ContractAct, ConventionState, Refusal, Transition},
    failure::Failure,
    store::{acts::Kind, contracts as store, conventions as agreements},
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
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = store::find_contract(&mut transaction, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, action(act), Some(found.organisation))?;
        caller.is_second_person(&mut transaction, id, act).await?;
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
