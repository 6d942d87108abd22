use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    decision::Decision,
    phases,
    recording::{self, Change, Done},
};
use crate::{
    Conventions,
    domain::{ConventionAct, ConventionState, Refusal, TextDigest, Transition, calendar},
    failure::Failure,
    store::{
        acts::Kind,
        contracts,
        conventions::{self as store, Convention},
    },
};

/// `POST /v1/conventions/{id}/<act>`.
pub(crate) async fn transition_convention(
    act: ConventionAct,
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(decision): Json<Decision>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = store::find_convention(&mut transaction, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, action(act), Some(found.organisation))?;
        caller.is_second_person(&mut transaction, id, act).await?;
        decision.check(found.version, act.needs_reason())?;
        let before = found.state.as_of(found.ends_at, context.now);
        let (after, role) = caller.act(|role| act.apply(before, role))?;
        seal(&conventions, &mut transaction, &caller, (&found, act, &decision), &context).await?;
        let due_at = due_at(&conventions, &found, (before, after), context.now).await?;
        store::update_state(&mut transaction, id, after, due_at).await?;
        let (subject, reason) = ((Kind::Convention, id), decision.reason());
        let change = Change::step(subject, found.organisation, act, (before, after), reason);
        let act = recording::write(&conventions, &mut transaction, (&caller, role), change, &context).await?;
        transaction.commit().await?;
        Ok(recording::conclude(&conventions, &context, (id, after, found.version + 1), act).await)
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The Cedar action, which is the operation's id.
pub(crate) fn action(act: ConventionAct) -> &'static str {
    match act {
        ConventionAct::Submit => "submitConvention",
        ConventionAct::Review => "reviewConvention",
        ConventionAct::Return => "returnConvention",
        ConventionAct::Complete => "completeConvention",
        ConventionAct::Sign => "signConvention",
        ConventionAct::Countersign | ConventionAct::Replace => "countersignConvention",
        ConventionAct::Suspend => "suspendConvention",
        ConventionAct::Reinstate => "reinstateConvention",
        ConventionAct::Terminate => "terminateConvention",
        ConventionAct::Expire => "recordDeadlines",
    }
}

/// What signing and countersigning do beside the state.
async fn seal(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (found, act, decision): (&Convention, ConventionAct, &Decision),
    context: &Context,
) -> Result<(), Failure> {
    if !matches!(act, ConventionAct::Sign | ConventionAct::Countersign) {
        return Ok(());
    }
    if decision.digest()? != TextDigest::of(&found.text) {
        return Err(Refusal::OtherText.into());
    }
    let side = if act == ConventionAct::Sign { "partenaire" } else { "caf" };
    if act == ConventionAct::Countersign {
        check_partner_signed(transaction, found).await?;
        check_period(found, context.now)?;
        if store::has_rival(transaction, found, found.amends).await? {
            return Err(Refusal::Duplicate.into());
        }
        if let Some(former) = found.amends {
            replace(conventions, transaction, caller, (former, found.id), context).await?;
        }
    }
    store::insert_signature(transaction, found, (side, caller.principal.subject, context.now)).await?;
    Ok(())
}

/// The fund signs nothing that is over, nor an amendment before its first day: it would end the former at once.
fn check_period(found: &Convention, now: Timestamp) -> Result<(), Refusal> {
    if now >= found.ends_at {
        return Err(Refusal::Period);
    }
    if found.amends.is_some() && now < found.starts_at {
        return Err(Refusal::AmendmentNotBegun(calendar::day_of(found.starts_at)));
    }
    Ok(())
}

async fn check_partner_signed(transaction: &mut Transaction, found: &Convention) -> Result<(), Failure> {
    let signatures = store::list_signatures(transaction, found.id).await?;
    let text = TextDigest::of(&found.text);
    let has_signed = signatures.iter().any(|signature| signature.empreinte == text);
    has_signed.then_some(()).ok_or(Refusal::PartnerHasNotSigned.into())
}

/// The amendment takes the place of the former, and its contracts.
async fn replace(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (former, by): (Uuid, Uuid),
    context: &Context,
) -> Result<(), Failure> {
    let former = store::find_convention(transaction, former).await?.ok_or(Refusal::Unknown)?;
    let before = former.state.as_of(former.ends_at, context.now);
    let (after, role) = caller.act(|role| before.replace(role))?;
    store::update_state(transaction, former.id, after, None).await?;
    contracts::move_contracts(transaction, former.id, by).await?;
    let subject = (Kind::Convention, former.id);
    let change = Change::step(subject, former.organisation, ConventionAct::Replace, (before, after), None);
    recording::write(conventions, transaction, (caller, role), change, context).await?;
    Ok(())
}

async fn due_at(
    conventions: &Conventions,
    found: &Convention,
    (before, after): (ConventionState, ConventionState),
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    if before == after {
        return Ok(found.due_at);
    }
    match after {
        ConventionState::Submitted => phases::due_at(conventions, phases::RECEIPT, now).await.map(Some),
        ConventionState::UnderReview => {
            phases::due_at(conventions, phases::COMPLETENESS, now).await.map(Some)
        }
        ConventionState::Signing => phases::due_at(conventions, phases::SIGNATURE, now).await.map(Some),
        _ => Ok(None),
    }
}
