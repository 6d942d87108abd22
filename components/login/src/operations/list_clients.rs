use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use super::register_client::RegisteredClient;
use crate::{Login, fault::Fault, store::clients};

/// The applications that are registered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RegisteredClients {
    clients: Vec<RegisteredClient>,
}

/// `GET /login/clients`.
pub(crate) async fn list_clients(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<RegisteredClients>, Problem> {
    login.authorise(&context, &principal, "listClients")?;
    let listed = clients::list_clients(&login.database).await;
    let listed = listed.map_err(|error| Fault::from(error).problem(&context))?;
    Ok(Json(RegisteredClients { clients: listed.into_iter().map(RegisteredClient::from).collect() }))
}
