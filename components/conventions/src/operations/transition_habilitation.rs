use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use jiff::Timestamp;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    decision::Decision,
    detaching::detach_one,
    holder,
    office::require_in_office,
    phases,
    recording::{self, Change, Done},
};
use crate::{
    Conventions,
    domain::{Coded, HabilitationAct, HabilitationState, Refusal, Transition, calendar},
    failure::Failure,
    store::{
        acts::{self, Kind},
        habilitations::{self as store, Certificate, Habilitation},
        organisations,
    },
};

/// `POST /v1/habilitations/{id}/<act>`, for all acts but activation and departure.
pub(crate) async fn transition_habilitation(
    act: HabilitationAct,
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(decision): Json<Decision>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        check_holder(&conventions, &principal, (id, act), &context).await?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = find_for(&conventions, &mut transaction, &caller, (id, act)).await?;
        decision.check(found.version, act.needs_reason())?;
        let (after, act) =
            apply(&conventions, transaction, &caller, (&found, act, &decision), &context).await?;
        if after == HabilitationState::Withdrawn {
            detach_one(&conventions, &context, id).await;
        }
        Ok(recording::conclude(&conventions, &context, (id, after, found.version + 1), act).await)
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// Refuses an officer of the fund who would open a right to themself: their partner's e-mail is that of their account; and
/// the first certificate of what was accepted by an officer who left.
pub(crate) async fn check_holder(
    conventions: &Conventions,
    principal: &Principal,
    (id, act): (Uuid, HabilitationAct),
    context: &Context,
) -> Result<(), Failure> {
    if !act.opens() {
        return Ok(());
    }
    let mut snapshot = conventions.database.snapshot().await?;
    let caller = admit(&mut snapshot, principal).await?;
    let found = find_for(conventions, &mut snapshot, &caller, (id, act)).await?;
    let person = organisations::find_person(&mut snapshot, found.person).await?.ok_or(Refusal::Unknown)?;
    let author = acts::find_officer(&mut snapshot, id, HabilitationAct::Accept.code()).await?;
    snapshot.commit().await?;
    if act == HabilitationAct::Certify && found.state == HabilitationState::Training {
        require_in_office(conventions, context, author).await?;
    }
    holder::check_person(conventions, context, &person, Some(principal.subject)).await
}

/// The habilitation on which the caller may do `act`. Whoever asked for it, and the person whom it concerns, decide
/// nothing about it.
pub(crate) async fn find_for(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (id, act): (Uuid, HabilitationAct),
) -> Result<Habilitation, Failure> {
    let found = store::find_habilitation(transaction, id).await?.ok_or(Refusal::Unknown)?;
    let parties: &[_] = if act.is_decision() { &[found.asked_by, found.person] } else { &[found.person] };
    caller.authorise_request(conventions, action(act), Some(found.organisation), parties)?;
    caller.is_second_person(transaction, id, act).await?;
    Ok(found)
}

/// Writes the act and its effect, and commits.
pub(crate) async fn apply(
    conventions: &Conventions,
    mut transaction: Transaction,
    caller: &Admitted,
    (found, act, decision): (&Habilitation, HabilitationAct, &Decision),
    context: &Context,
) -> Result<(HabilitationState, Uuid), Failure> {
    let before = found.state.as_of(found.ends_at, context.now);
    let (after, role) = caller.act(|role| act.apply(before, role))?;
    if act == HabilitationAct::Accept {
        check_code(&mut transaction, found, context.now).await?;
    }
    let due_at = due_at(conventions, found, (before, after), context.now).await?;
    store::update_state(&mut transaction, found.id, after, due_at).await?;
    let (subject, reason) = ((Kind::Habilitation, found.id), decision.reason());
    let change = Change::step(subject, found.organisation, act, (before, after), reason);
    let event = recording::write(conventions, &mut transaction, (caller, role), change, context).await?;
    keep(&mut transaction, (found.id, event), act, (decision, context)).await?;
    transaction.commit().await?;
    Ok((after, event))
}

/// One holder a code, from its acceptance on: a request alone keeps it from nobody.
pub(crate) async fn check_code(
    transaction: &mut Transaction,
    found: &Habilitation,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(code) = &found.code else { return Ok(()) };
    let holder = (found.organisation, found.person);
    if store::is_code_held_by_another(transaction, code, holder, now).await? {
        return Err(Refusal::CodeHeld.into());
    }
    Ok(())
}

/// What an act leaves beside the state.
async fn keep(
    transaction: &mut Transaction,
    (habilitation, event): (Uuid, Uuid),
    act: HabilitationAct,
    (decision, context): (&Decision, &Context),
) -> Result<(), Failure> {
    match act {
        HabilitationAct::Commit => {
            let (digest, signed_on) = (decision.digest()?, decision.signed_on()?);
            store::keep_commitments(transaction, habilitation, digest, signed_on).await?;
        }
        HabilitationAct::Certify => {
            let certificate = certificate(decision, context.now)?;
            store::insert_certificate(transaction, (habilitation, event), &certificate).await?;
        }
        _ => {}
    }
    Ok(())
}

fn certificate(decision: &Decision, now: Timestamp) -> Result<Certificate, Refusal> {
    let given = decision.attestation()?;
    let (_, ends_at) = calendar::period(given.delivree_le, given.fin)?;
    if given.delivree_le > calendar::day_of(now) || ends_at <= now {
        return Err(Refusal::Period);
    }
    Ok(Certificate { body: given.organisme.into(), issued_on: given.delivree_le, ends_at })
}

async fn due_at(
    conventions: &Conventions,
    found: &Habilitation,
    (before, after): (HabilitationState, HabilitationState),
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure> {
    if before == after {
        return Ok(found.due_at);
    }
    let phase = match after {
        HabilitationState::Countersigned => phases::COMPLETENESS,
        HabilitationState::Accepted => phases::SIGNATURE,
        HabilitationState::Training => phases::TRAINING,
        _ => return Ok(None),
    };
    phases::due_at(conventions, phase, now).await.map(Some)
}

/// The Cedar action, which is the operation's id.
pub(crate) fn action(act: HabilitationAct) -> &'static str {
    match act {
        HabilitationAct::Countersign => "countersignHabilitation",
        HabilitationAct::Accept => "acceptHabilitation",
        HabilitationAct::Refuse => "refuseHabilitation",
        HabilitationAct::Commit => "recordCommitments",
        HabilitationAct::Certify => "recordCertificate",
        HabilitationAct::Activate => "activateHabilitation",
        HabilitationAct::Suspend => "suspendHabilitation",
        HabilitationAct::Reinstate => "reinstateHabilitation",
        HabilitationAct::Withdraw => "withdrawHabilitation",
        HabilitationAct::Depart => "recordDeparture",
        HabilitationAct::Expire => "recordDeadlines",
    }
}
