use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::{Login, fault::Fault, store::sessions};

/// Whether a session lives.
#[derive(Debug, Serialize)]
pub(crate) struct SessionState {
    est_active: bool,
}

/// `GET /prive/sessions/{id}`: asked by every component on every request, so that a sign-out counts from the next one.
pub(crate) async fn read_session_state(
    State(login): State<Arc<Login>>,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<SessionState>, Problem> {
    let live = sessions::is_session_live(&login.database, id, context.now).await;
    let est_active = live.map_err(|error| Fault::from(error).problem(&context))?;
    Ok(Json(SessionState { est_active }))
}
