use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use journal::{Event, Kind};
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use crate::{
    Login,
    domain::{client::Client, registration::Registration},
    fault::Fault,
    problems,
    store::clients::{self, Registered},
};

/// An application as registered, and by whom. Until another person than its author has approved it, it proves nothing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RegisteredClient {
    client_id: Uuid,
    est_approuvee: bool,
    /// None when the settings of the fund brought it.
    auteur: Option<Uuid>,
    approbateur: Option<Uuid>,
    #[serde(flatten)]
    registration: Registration,
}

impl From<Registered> for RegisteredClient {
    fn from(registered: Registered) -> Self {
        Self {
            client_id: registered.client.id,
            est_approuvee: registered.is_approved,
            auteur: registered.author,
            approbateur: registered.approver,
            registration: registered.client.registration,
        }
    }
}

/// `POST /login/clients`: a fund's officer registers an application, for another person to approve.
pub(crate) async fn register_client(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Json(registration): Json<Registration>,
) -> Result<Response, Problem> {
    login.authorise(&context, &principal, "registerClient")?;
    let refused = |refusal: crate::domain::registration::RegistrationRefusal| {
        Problem::new(problems::REGISTRATION_REFUSED).with_detail(refusal.to_string())
    };
    registration.check().map_err(refused)?;
    let id = platform::new_uuid(context.now, &*login.platform.random);
    let client = Client { id, registration };
    let recorded = login
        .record(&context, |event| Event::done(event, Kind::ClientRegistered { client: id }).by(&principal));
    recorded.await.map_err(|fault| fault.problem(&context))?;
    let author = principal.subject;
    let inserted = clients::propose_client(&login.database, &client, author, context.now).await;
    inserted.map_err(|error| Fault::from(error).problem(&context))?;
    let proposed = Registered { client, author: Some(author), approver: None, is_approved: false };
    Ok((StatusCode::CREATED, Json(RegisteredClient::from(proposed))).into_response())
}
