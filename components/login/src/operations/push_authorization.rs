use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use web::{Context, Json};

use super::prove_client::ClientRequest;
use crate::{
    Login,
    domain::{authorization::AuthorizationRequest, pending_request::Reference},
    fault::{Failure, answer},
    parameters::Parameters,
    store::pushed_requests,
};

/// `POST /oauth/par` (RFC 9126): the client says, proved and unseen by the browser, what it will ask for.
pub(crate) async fn push_authorization(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    let request = ClientRequest { login, context, headers, parameters, path: "/oauth/par" };
    answer(&context, push(&request).await)
}

async fn push(request: &ClientRequest) -> Result<Response, Failure> {
    let proved = request.prove().await?;
    let (ClientRequest { login, parameters, .. }, context) = (request, &proved.context);
    let resource = &login.configuration(context).await?.issuer;
    let pushed = AuthorizationRequest::parse(&proved.client, parameters, proved.thumbprint, resource)?;
    let reference = Reference::new(&*login.platform.random);
    pushed_requests::insert_request(&login.database, &reference, &pushed, context.now).await?;
    let document = serde_json::json!({
        "request_uri": reference.request_uri(), "expires_in": pushed_requests::LIFE.as_secs(),
    });
    Ok((StatusCode::CREATED, Json(document)).into_response())
}
