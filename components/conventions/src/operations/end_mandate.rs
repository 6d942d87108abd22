use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::admit,
    detaching::detach_one,
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{MandateAct, Reason, Refusal, Transition},
    failure::Failure,
    store::{acts::Kind, mandates as store},
};

/// Why a mandate ends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    motif: Reason,
}

/// A mandate that is over.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Ended {
    id: Uuid,
    est_trace: bool,
}

/// `POST /v1/conventions/mandats/{id}/fin`.
pub(crate) async fn end_mandate(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(ending): Json<Ending>,
) -> Result<Json<Ended>, Problem> {
    let work = async {
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = store::find_mandate(&mut transaction, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "endMandate", Some(found.organisation))?;
        let (after, role) = caller.act(|role| MandateAct::End.apply(found.state, role))?;
        store::end_mandate(&mut transaction, id, context.now).await?;
        let (subject, states) = ((Kind::Mandate, id), (found.state, after));
        let reason = Some(ending.motif.into());
        let change = Change::step(subject, found.organisation, MandateAct::End, states, reason);
        let act = recording::write(&conventions, &mut transaction, (&caller, role), change, &context).await?;
        transaction.commit().await?;
        detach_one(&conventions, &context, id).await;
        Ok(Ended { id, est_trace: recording::is_told(&conventions, &context, act).await })
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}
