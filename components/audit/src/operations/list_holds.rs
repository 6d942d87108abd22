use std::sync::Arc;

use axum::extract::State;
use journal::word;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{
    Audit, JournalFault,
    store::{self, holds::Hold},
};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Holds {
    data: Vec<Hold>,
}

/// `GET /v1/journal/gels`. That they were read is in the journal: they name dossiers and agents.
pub(crate) async fn list_holds(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<Holds>, Problem> {
    audit.authorise(&context, &principal, "listHolds")?;
    let listed = store::holds::list_holds(&mut &audit.database).await;
    let data = listed.map_err(|error| JournalFault::from(error).problem(&context))?;
    let reading = audit.reading(&context, &principal, word!("gels"));
    audit.record(reading).await.map_err(|fault| fault.problem(&context))?;
    Ok(Json(Holds { data }))
}
