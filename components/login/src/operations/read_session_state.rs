use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::{Login, fault::Fault, store::sessions};

/// Whether a session lives for an application.
#[derive(Debug, Serialize)]
pub(crate) struct SessionState {
    est_active: bool,
}

/// `GET /prive/sessions/{id}/applications/{client}`: asked by every component on every request, so that a sign-out, the
/// closing of the application and a consent withdrawn count from the next one.
pub(crate) async fn read_session_state(
    State(login): State<Arc<Login>>,
    context: Context,
    Path((id, client)): Path<(Uuid, Uuid)>,
) -> Result<Json<SessionState>, Problem> {
    let live = sessions::is_session_live(&login.database, client, id, context.now).await;
    let est_active = live.map_err(|error| Fault::from(error).problem(&context))?;
    Ok(Json(SessionState { est_active }))
}
