use std::sync::Arc;

use access::Role;
use axum::extract::State;
use jiff::{Timestamp, ToSpan};
use platform::Transaction;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use super::{
    admission::{Admitted, admit},
    detaching::detach_ended,
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{ConventionAct, HabilitationAct, Transition, calendar},
    failure::Failure,
    store::{acts::Kind, budgets, conventions as agreements, habilitations, passes},
};

/// How long the consumption of a month is told of.
const KEPT_MONTHS: i32 = 24;

/// A step is one commit of at most so many rows; a call makes at most so many steps.
const STEP: u32 = 500;
const STEPS: u32 = 40;

/// What a pass recorded. One that recorded a whole page, or did not come up to this instant, has more to do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Pass {
    conventions: usize,
    habilitations: usize,
    /// Habilitations and mandates that were over and are now detached from their holders' accounts.
    detachements: usize,
    jusqu_a: Timestamp,
}

/// One pass under way: the ends that came up to `until` are its.
struct Passing<'a> {
    conventions: &'a Conventions,
    caller: &'a Admitted,
    context: &'a Context,
    until: Timestamp,
}

/// `POST /v1/conventions/echeances`: the scheduler has the ends that came written into history and told to the journal,
/// the dossiers counted in past months forgotten, and what ended detached from accounts. No right depends on it: dates
/// are judged at each question. An end that is recorded is final, so a pass moves on by a few days at most, whatever the
/// clock says.
pub(crate) async fn record_deadlines(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<Pass>, Problem> {
    let work = async {
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        caller.authorise(&conventions, "recordDeadlines", None)?;
        let until = passes::advance(&mut transaction, context.now).await?;
        let passing = Passing { conventions: &conventions, caller: &caller, context: &context, until };
        let ended = expire_conventions(&passing, &mut transaction).await?;
        let habilitations = expire_habilitations(&passing, &mut transaction).await?;
        transaction.commit().await?;
        forget_budgets(&conventions, until).await?;
        recording::tell_all(&conventions, &context).await?;
        let detachements = detach_ended(&conventions, &context).await?;
        Ok(Json(Pass { conventions: ended, habilitations, detachements, jusqu_a: until }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}

/// Forgets what was counted in past months, a part in each commit, so that readings come in between.
async fn forget_budgets(conventions: &Conventions, until: Timestamp) -> Result<(), Failure> {
    let today = calendar::day_of(until);
    let month = today.strftime("%Y-%m").to_string();
    let kept = today.saturating_sub(KEPT_MONTHS.months()).strftime("%Y-%m").to_string();
    for _ in 0..STEPS {
        if !budgets::forget_some(&conventions.database, [&month, &kept], STEP).await? {
            break;
        }
    }
    Ok(())
}

async fn expire_conventions(passing: &Passing<'_>, transaction: &mut Transaction) -> Result<usize, Failure> {
    let Passing { conventions, caller, context, until } = *passing;
    let overdue = agreements::list_overdue_conventions(transaction, until).await?;
    for found in &overdue {
        let (subject, act) = ((Kind::Convention, found.id), ConventionAct::Expire);
        let after = act.apply(found.state, Role::Ordonnanceur)?;
        agreements::update_state(transaction, found.id, after, None).await?;
        let change = Change::step(subject, found.organisation, act, (found.state, after), None);
        recording::write(conventions, transaction, (caller, Role::Ordonnanceur), change, context).await?;
    }
    Ok(overdue.len())
}

async fn expire_habilitations(
    passing: &Passing<'_>,
    transaction: &mut Transaction,
) -> Result<usize, Failure> {
    let Passing { conventions, caller, context, until } = *passing;
    let overdue = habilitations::list_overdue_habilitations(transaction, until).await?;
    for found in &overdue {
        let (subject, act) = ((Kind::Habilitation, found.id), HabilitationAct::Expire);
        let after = act.apply(found.state, Role::Ordonnanceur)?;
        habilitations::update_state(transaction, found.id, after, None).await?;
        let change = Change::step(subject, found.organisation, act, (found.state, after), None);
        recording::write(conventions, transaction, (caller, Role::Ordonnanceur), change, context).await?;
    }
    Ok(overdue.len())
}
