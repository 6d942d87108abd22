use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};
use serde_json::Value;
use web::{Context, Json, Problem};

use crate::Login;

/// `GET /prive/cles`: the keys that verify tokens, for the other components.
pub(crate) async fn read_keys(
    State(login): State<Arc<Login>>,
    context: Context,
) -> Result<Json<Value>, Problem> {
    let configuration = login.configuration(&context).await.map_err(|fault| fault.problem(&context))?;
    Ok(Json(configuration.keys.to_set()))
}

/// `GET /oauth/jwks`: the same for anyone, to keep for five minutes.
pub(crate) async fn read_public_keys(
    state: State<Arc<Login>>,
    context: Context,
) -> Result<Response, Problem> {
    let mut response = read_keys(state, context).await?.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
