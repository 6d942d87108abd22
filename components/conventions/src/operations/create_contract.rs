use std::sync::Arc;

use access::Role;
use axum::extract::State;
use jiff::{Timestamp, civil::Date};
use platform::{Transaction, new_uuid};
use serde::Deserialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::admit,
    recording::{self, Change, Done},
};
use crate::{
    Conventions,
    domain::{Coded, ContractState, ConventionState, Limits, Module, Refusal, calendar, duties::CREATION},
    failure::Failure,
    store::{
        acts::Kind,
        contracts::{self as store, Contract},
        conventions::{self, Convention},
        profiles,
    },
};

/// What a contrat de service says.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewContract {
    module: Module,
    limites: Limits,
    debut: Date,
    /// Its last day.
    fin: Date,
}

/// `POST /v1/conventions/{id}/contrats`: an officer proposes a contract, which opens nothing before another confirms it.
pub(crate) async fn create_contract(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(body): Json<NewContract>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        body.limites.check()?;
        let (starts_at, ends_at) = calendar::period(body.debut, body.fin)?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let above = conventions::find_convention(&mut transaction, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "createContract", Some(above.organisation))?;
        let contract = Contract {
            id: new_uuid(context.now, &*conventions.platform.random),
            convention: above.id,
            organisation: above.organisation,
            module: body.module,
            state: ContractState::Proposed,
            version: 1,
            limits: body.limites,
            starts_at,
            ends_at,
        };
        check(&mut transaction, &above, &contract, context.now).await?;
        store::insert_contract(&mut transaction, &contract).await?;
        let change = Change {
            subject: (Kind::Contract, contract.id),
            organisation: Some(contract.organisation),
            act: CREATION,
            before: None,
            after: contract.state.code(),
            reason: None,
            is_granting: false,
        };
        let by = (&caller, Role::AgentCaf);
        let act = recording::write(&conventions, &mut transaction, by, change, &context).await?;
        transaction.commit().await?;
        Ok(recording::conclude(&conventions, &context, (contract.id, contract.state, 1), act).await)
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// A contract stays within its convention, and a module has one at a time.
async fn check(
    transaction: &mut Transaction,
    above: &Convention,
    contract: &Contract,
    now: Timestamp,
) -> Result<(), Failure> {
    if above.state.as_of(above.ends_at, now) != ConventionState::Active {
        return Err(Refusal::AgreementNotInForce.into());
    }
    if contract.starts_at < above.starts_at || contract.ends_at > above.ends_at {
        return Err(Refusal::Period.into());
    }
    if !contract.limits.finalites.iter().all(|purpose| above.purposes.contains(purpose)) {
        return Err(Refusal::WiderThanAgreed.into());
    }
    for code in &contract.limits.profils {
        profiles::find_profile(transaction, code).await?.ok_or(Refusal::Member("/limites/profils"))?;
    }
    let others = store::list_contracts(transaction, above.id).await?;
    let is_same = |other: &Contract| {
        other.module == contract.module
            && other.state != ContractState::Terminated
            && other.starts_at < contract.ends_at
            && other.ends_at > contract.starts_at
    };
    if others.iter().any(is_same) { Err(Refusal::Duplicate.into()) } else { Ok(()) }
}
