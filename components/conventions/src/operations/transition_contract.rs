use std::sync::Arc;

use axum::extract::State;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::admit,
    decision::Decision,
    recording::{self, Change, Done},
};
use crate::{
    Conventions,
    domain::{ContractAct, Refusal, Transition},
    failure::Failure,
    store::{acts::Kind, contracts as store},
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
        decision.check(found.version, act.needs_reason())?;
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

/// The Cedar action, which is the operation's id.
pub(crate) fn action(act: ContractAct) -> &'static str {
    match act {
        ContractAct::Suspend => "suspendContract",
        ContractAct::Reinstate => "reinstateContract",
        ContractAct::Terminate => "terminateContract",
    }
}
