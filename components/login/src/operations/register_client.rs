use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use journal::{Event, Kind};
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{
    Login,
    domain::client::{Client, Registration},
    fault::Fault,
    problems,
    store::clients,
};

/// An application as registered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RegisteredClient {
    client_id: uuid::Uuid,
    #[serde(flatten)]
    registration: Registration,
}

impl From<Client> for RegisteredClient {
    fn from(client: Client) -> Self {
        Self { client_id: client.id, registration: client.registration }
    }
}

/// `POST /login/clients`: a fund's officer registers an application.
pub(crate) async fn register_client(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Json(registration): Json<Registration>,
) -> Result<Response, Problem> {
    login.authorise(&context, &principal, "registerClient")?;
    let refused = |refusal: crate::domain::client::RegistrationRefusal| {
        Problem::new(problems::REGISTRATION_REFUSED).with_detail(refusal.to_string())
    };
    registration.check().map_err(refused)?;
    let id = platform::new_uuid(context.now, &*login.platform.random);
    let client = Client { id, registration };
    let recorded = login
        .record(&context, |event| Event::done(event, Kind::ClientRegistered { client: id }).by(&principal));
    recorded.await.map_err(|fault| fault.problem(&context))?;
    let inserted = clients::insert_client(&login.database, &client, context.now).await;
    inserted.map_err(|error| Fault::from(error).problem(&context))?;
    Ok((StatusCode::CREATED, Json(RegisteredClient::from(client))).into_response())
}
