use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use journal::{Event, Kind, Outcome, Receipt};
use platform::log_fault;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{
    Audit, JournalFault,
    domain::retention_ends,
    problems,
    settings::AuditSettings,
    store::{
        clock::{find_sighting, keep_sighting},
        contents::{delete_before, scrub},
        entries::find_first_instant,
    },
};

/// A step is one commit of this many contents; a call makes at most so many steps, and appends come in between.
const STEP: u32 = 500;
const STEPS: u32 = 20;

/// How far the clock may go between two purges before a person is asked: a scheduler purges every night. So a clock that
/// jumps costs at most so many days of content.
const LONGEST_GAP: SignedDuration = SignedDuration::from_hours(35 * 24);

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Purged {
    effaces: u32,
    /// Whether there is more to delete, or what was deleted is not off the disk yet: call again.
    est_inachevee: bool,
    recepisse: Receipt,
}

/// `POST /v1/journal/purges`: deletes salts and contents at the end of retention, within the maintenance window. A
/// scheduler calls it, again while it is not finished; one that was cut short is taken up where it was.
pub(crate) async fn purge_contents(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<Purged>, Problem> {
    audit.authorise(&context, &principal, "purgeContents")?;
    let settings = audit.settings().await.map_err(|fault| fault.problem(&context))?;
    if !settings.window.is_open(context.now) {
        return Err(Problem::new(problems::OUTSIDE_WINDOW));
    }
    if !is_clock_believed(&audit, &context).await.map_err(|fault| fault.problem(&context))? {
        return Err(refuse(&audit, &context, &principal, &settings).await);
    }
    let before = retention_ends(context.now, settings.retention_months);
    purge(&audit, &context, &principal, before).await.map(Json).map_err(|fault| fault.problem(&context))
}

/// Whether the clock went no further since it was last believed than [`LONGEST_GAP`]; if so, it is believed again. The
/// purge is the one act here that a wrong clock makes irreparable.
async fn is_clock_believed(audit: &Audit, context: &Context) -> Result<bool, JournalFault> {
    let mut on = &audit.database;
    let seen = match find_sighting(&mut on).await? {
        Some(seen) => Some(seen),
        None => find_first_instant(&mut on).await?,
    };
    if seen.is_some_and(|seen| context.now.duration_since(seen) > LONGEST_GAP) {
        return Ok(false);
    }
    keep_sighting(&mut on, context.now).await?;
    Ok(true)
}

/// Tells the operator and the journal that nothing was purged.
async fn refuse(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    settings: &AuditSettings,
) -> Problem {
    log_fault(&context.request_id.to_string(), "clock-doubted", &JournalFault::ClockDoubted);
    let avant = retention_ends(context.now, settings.retention_months);
    let event = audit.act(context, principal, Kind::PurgeStarted { avant });
    match audit.record(Event { outcome: Outcome::Refused, ..event }).await {
        Ok(_) => Problem::new(problems::CLOCK_DOUBTED),
        Err(fault) => fault.problem(context),
    }
}

async fn purge(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    before: Timestamp,
) -> Result<Purged, JournalFault> {
    audit.record(audit.act(context, principal, Kind::PurgeStarted { avant: before })).await?;
    let mut on = &audit.database;
    let (mut effaces, mut est_inachevee) = (0, true);
    for _ in 0..STEPS {
        let deleted = delete_before(&mut on, before, STEP).await?;
        effaces += u32::try_from(deleted).unwrap_or(STEP);
        if deleted < STEP as usize {
            est_inachevee = !scrub(&mut on).await?;
            break;
        }
    }
    let ended = audit.act(context, principal, Kind::PurgeEnded { effaces });
    Ok(Purged { effaces, est_inachevee, recepisse: audit.record(ended).await? })
}
