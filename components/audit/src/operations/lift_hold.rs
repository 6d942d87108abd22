use std::sync::Arc;

use access::Principal;
use axum::extract::{Path, State};
use journal::{Event, Kind, Receipt};
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use crate::{
    Audit, JournalFault, problems,
    store::{self, holds::Lifted},
};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LiftedHold {
    recepisse: Receipt,
}

/// `POST /v1/journal/gels/{id}/levee`: what the hold kept is purged like the rest from now on.
pub(crate) async fn lift_hold(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<String>,
) -> Result<Json<LiftedHold>, Problem> {
    audit.authorise(&context, &principal, "liftHold")?;
    let unknown = || Problem::new(problems::HOLD_UNKNOWN);
    let id: Uuid = id.parse().map_err(|_| unknown())?;
    let lifted = lift(&audit, &context, &principal, id).await.map_err(|fault| fault.problem(&context))?;
    lifted.map(|recepisse| Json(LiftedHold { recepisse })).ok_or_else(unknown)
}

/// The lifting and its event, in one transaction.
async fn lift(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    id: Uuid,
) -> Result<Option<Receipt>, JournalFault> {
    audit.check_soundness().await?;
    let mut transaction = audit.database.begin().await?;
    let lifted = store::holds::lift_hold(&mut transaction, id, principal.subject, context.now).await?;
    let Some(Lifted { agent, dossier }) = lifted else {
        transaction.rollback().await?;
        return Ok(None);
    };
    let event = audit.act(context, principal, Kind::HoldLifted { gel: id, agent_vise: agent });
    let event = Event { dossier, ..event };
    audit.record_with(transaction, event).await.map(Some)
}
