use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use journal::{Event, Kind};
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{Login, fault::Fault, store::expired};

/// A step is one commit of at most so many rows of each table; a call makes at most so many steps, and people sign in in
/// between.
const STEP: u32 = 100;
const STEPS: u32 = 50;

/// What a pass erased.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PurgedRows {
    effaces: u32,
    /// Whether there is more: call again.
    est_inachevee: bool,
}

/// `POST /login/purges`: the scheduler has what is over erased: counts of failures, sign-ins, codes, tokens, proofs,
/// sessions and, 24 months after an account was closed, the names of its holder.
pub(crate) async fn purge_expired(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<PurgedRows>, Problem> {
    login.authorise(&context, &principal, "purgeExpired")?;
    purge(&login, &context, &principal).await.map(Json).map_err(|fault| fault.problem(&context))
}

async fn purge(login: &Login, context: &Context, principal: &Principal) -> Result<PurgedRows, Fault> {
    let started = Kind::PurgeStarted { avant: context.now };
    login.record(context, |id| Event::done(id, started).by(principal)).await?;
    let (mut effaces, mut est_inachevee) = (0, true);
    for _ in 0..STEPS {
        let deleted = expired::delete_some(&login.database, context.now, STEP).await?;
        effaces += u32::try_from(deleted.all).unwrap_or(u32::MAX);
        if deleted.most < STEP as usize {
            est_inachevee = false;
            break;
        }
    }
    login.record(context, |id| Event::done(id, Kind::PurgeEnded { effaces }).by(principal)).await?;
    Ok(PurgedRows { effaces, est_inachevee })
}

/// How much one proved request in 256 erases: what 256 of them leave behind, with some to spare.
const NOW_AND_THEN: u32 = 1024;

/// Erases a little on the way of an application that proved who it is, so that what is over goes even where no scheduler
/// calls. Whose turn it is, the hash of what it used up tells: nobody needs to count.
pub(crate) async fn purge_now_and_then(
    login: &Login,
    context: &Context,
    used: &[u8; 32],
) -> Result<(), Fault> {
    if used.first() == Some(&0) {
        expired::delete_some(&login.database, context.now, NOW_AND_THEN).await?;
    }
    Ok(())
}
