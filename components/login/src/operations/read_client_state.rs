use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::Login;

/// Whether a client is registered.
#[derive(Debug, Serialize)]
pub(crate) struct ClientState {
    est_connu: bool,
}

/// `GET /prive/clients/{id}`: asked for a token that comes with no session and no proof, and again of what lasts.
pub(crate) async fn read_client_state(
    State(login): State<Arc<Login>>,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<ClientState>, Problem> {
    let known = login.knows_client(&id.to_string(), &context).await;
    Ok(Json(ClientState { est_connu: known.map_err(|fault| fault.problem(&context))? }))
}
