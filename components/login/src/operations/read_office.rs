use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::{Login, fault::Fault, store::agents};

/// Whether somebody is an officer of the fund.
#[derive(Debug, Serialize)]
pub(crate) struct Office {
    est_en_fonction: bool,
}

/// `GET /prive/agents/{id}`: asked before an act completes what an officer began, for what who left began opens nothing.
pub(crate) async fn read_office(
    State(login): State<Arc<Login>>,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<Office>, Problem> {
    let read = read(&login, &context, id).await;
    read.map(|est_en_fonction| Json(Office { est_en_fonction })).map_err(|fault| fault.problem(&context))
}

async fn read(login: &Login, context: &Context, account: Uuid) -> Result<bool, Fault> {
    login.configuration(context).await?;
    Ok(agents::is_officer_in_office(&login.database, account).await?)
}
