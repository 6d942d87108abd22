use std::sync::Arc;

use axum::extract::{Query, State, rejection::QueryRejection};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Problem, kinds};

use super::register_client::RegisteredClient;
use crate::{Login, fault::Fault, store::clients};

/// Where a page of applications begins.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientsPage {
    /// The last id of the page before.
    apres: Option<Uuid>,
}

/// The applications that are registered, fifty at most.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RegisteredClients {
    clients: Vec<RegisteredClient>,
}

/// `GET /login/clients`.
pub(crate) async fn list_clients(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    page: Result<Query<ClientsPage>, QueryRejection>,
) -> Result<Json<RegisteredClients>, Problem> {
    login.authorise(&context, &principal, "listClients")?;
    let Query(page) = page.map_err(|_| Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/apres"))?;
    let after = page.apres.unwrap_or(Uuid::nil());
    let listed = clients::list_clients(&login.database, after, context.now).await;
    let listed = listed.map_err(|error| Fault::from(error).problem(&context))?;
    Ok(Json(RegisteredClients { clients: listed.into_iter().map(RegisteredClient::from).collect() }))
}
