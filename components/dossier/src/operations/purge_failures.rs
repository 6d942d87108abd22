use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use journal::{Event, Journal, JournalError, Kind};
use platform::SqlError;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use super::interruption::end_silent;
use crate::{Dossier, store::expired};

/// A step is one commit of at most so many rows of each table; a call makes at most so many steps, and dossiers are
/// consulted in between.
const STEP: u32 = 200;
const STEPS: u32 = 50;

/// What a pass erased.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PurgedFailures {
    effaces: u32,
    /// Whether there is more: call again.
    est_inachevee: bool,
}

#[derive(Debug, thiserror::Error)]
enum PurgeError {
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// `POST /v1/dossiers/purges`: the scheduler has counts of failures that are forgotten erased, and imports of long ago;
/// an import that was cut is found as such, and the journal is told what it is owed.
pub(crate) async fn purge_failures(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<PurgedFailures>, Problem> {
    dossier.permit(&principal, "purgeFailures", &context)?;
    let purged = purge(&dossier, &context, &principal).await;
    purged.map(Json).map_err(|error| Problem::fault(&context, "purge", &error))
}

async fn purge(
    dossier: &Dossier,
    context: &Context,
    principal: &Principal,
) -> Result<PurgedFailures, PurgeError> {
    let journal = Journal::new(&dossier.platform, context);
    let event = |kind| Event::done(journal.new_id(), kind).by(principal);
    journal.record(event(Kind::PurgeStarted { avant: context.now })).await?;
    end_silent(dossier, context).await?;
    let purged = erase(dossier, context).await?;
    journal.record(event(Kind::PurgeEnded { effaces: purged.effaces })).await?;
    Ok(purged)
}

async fn erase(dossier: &Dossier, context: &Context) -> Result<PurgedFailures, SqlError> {
    let databases = (&dossier.database, &dossier.counts);
    let mut effaces = 0;
    for _ in 0..STEPS {
        let deleted = expired::delete_some(databases, context.now, STEP).await?;
        effaces += u32::try_from(deleted.iter().sum::<usize>()).unwrap_or(u32::MAX);
        if deleted.iter().all(|rows| *rows < STEP as usize) {
            return Ok(PurgedFailures { effaces, est_inachevee: false });
        }
    }
    Ok(PurgedFailures { effaces, est_inachevee: true })
}
