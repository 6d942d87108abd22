use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use jiff::Timestamp;
use journal::{Kind, Receipt};
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{
    Audit, JournalFault,
    domain::retention_ends,
    problems,
    store::contents::{delete_before, scrub},
};

/// A step is one commit of this many contents; a call makes at most so many steps, and appends come in between.
const STEP: u32 = 500;
const STEPS: u32 = 20;

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
    let before = retention_ends(context.now, settings.retention_months);
    purge(&audit, &context, &principal, before).await.map(Json).map_err(|fault| fault.problem(&context))
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
