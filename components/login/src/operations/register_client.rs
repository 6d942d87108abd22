use axum::response::{IntoResponse, Response};
use http::StatusCode;
use journal::Kind;
use serde::Serialize;
use uuid::Uuid;
use web::{Json, Problem};

use super::act::Act;
use crate::{
    domain::{
        client::Client,
        registration::{Registration, RegistrationRefusal},
    },
    fault::Denial,
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

const FULL: &str = "Trop d'applications attendent d'être approuvées. Approuvez-en ou fermez-en avant d'en enregistrer d'autres.";

/// `POST /login/clients`: a fund's officer registers an application, for another person to approve.
pub(crate) async fn register_client(
    act: Act,
    Json(registration): Json<Registration>,
) -> Result<Response, Problem> {
    act.answer(register(&act, registration).await)
}

async fn register(act: &Act, registration: Registration) -> Result<Response, Denial> {
    act.authorise("registerClient")?;
    let refused = |refusal: RegistrationRefusal| {
        Problem::new(problems::REGISTRATION_REFUSED).with_detail(refusal.to_string())
    };
    registration.check().map_err(refused)?;
    let (client, author) = (Client { id: act.new_id(), registration }, act.principal.subject);
    act.perform(&[Kind::ClientRegistered { client: client.id }], async {
        let mut transaction = act.begin().await?;
        if !clients::propose_client(&mut transaction, &client, author, act.now()).await? {
            return Err(Problem::new(problems::PROPOSALS_FULL).with_detail(FULL).into());
        }
        Ok(transaction.commit().await?)
    })
    .await?;
    let proposed = Registered { client, author: Some(author), approver: None, is_approved: false };
    Ok((StatusCode::CREATED, Json(RegisteredClient::from(proposed))).into_response())
}
