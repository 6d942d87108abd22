use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use jose::{AccessToken, Jws, TOKEN_TYPE};
use serde_json::{Value, json};
use web::{Context, Json};

use super::prove_client::ClientRequest;
use crate::{
    Login,
    domain::{client::Client, opaque},
    fault::{Failure, Fault, answer},
    parameters::Parameters,
    store::{refresh_tokens, sessions},
};

/// `POST /oauth/introspect` (RFC 7662): a client asks about its own tokens, and any other is inactive to it.
pub(crate) async fn introspect_token(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    let request = ClientRequest { login, context, headers, parameters, path: "/oauth/introspect" };
    answer(&context, introspect(&request).await)
}

async fn introspect(request: &ClientRequest) -> Result<Response, Failure> {
    let proved = request.prove().await?;
    let (ClientRequest { login, parameters, .. }, context) = (request, &proved.context);
    let token = parameters.require("token")?;
    let state = match own_access_token(login, context, &proved.client, token).await? {
        Some(claims) => access_state(login, context, &proved.client, &claims).await?,
        None => refresh_state(login, context, &proved.client, token).await?,
    };
    Ok(Json(state.unwrap_or(json!({"active": false}))).into_response())
}

async fn access_state(
    login: &Login,
    context: &Context,
    client: &Client,
    claims: &AccessToken,
) -> Result<Option<Value>, Fault> {
    let is_live = match claims.sid {
        Some(sid) => {
            let found = sessions::find_session_through(&login.database, client.id, sid, context.now).await?;
            found.is_some()
        }
        None => true,
    };
    let Ok(Value::Object(mut state)) = serde_json::to_value(claims) else { return Ok(None) };
    state.insert("active".to_owned(), true.into());
    state.insert("token_type".to_owned(), if claims.cnf.is_some() { "DPoP" } else { "Bearer" }.into());
    Ok((is_live && claims.exp > context.now.as_second()).then_some(Value::Object(state)))
}

async fn refresh_state(
    login: &Login,
    context: &Context,
    client: &Client,
    token: &str,
) -> Result<Option<Value>, Fault> {
    let found = refresh_tokens::find_token(&login.database, opaque::hash(token)).await?;
    let own = found.filter(|found| found.client == client.id.to_string());
    let Some(own) = own else { return Ok(None) };
    let session =
        sessions::find_session_through(&login.database, client.id, own.session, context.now).await?;
    Ok(session.map(|session| {
        json!({
            "active": true, "client_id": own.client, "scope": own.scope.to_string(), "sub": session.account,
            "exp": own.expires_at.as_second(),
        })
    }))
}

/// The claims of an access token, when it is one of ours and this client's. Its expiry is not looked at.
pub(super) async fn own_access_token(
    login: &Login,
    context: &Context,
    client: &Client,
    token: &str,
) -> Result<Option<AccessToken>, Fault> {
    let keys = login.configuration(context).await?.keys.published();
    let Ok(jws) = Jws::parse(token) else { return Ok(None) };
    if !jws.header.is_of_type(TOKEN_TYPE) {
        return Ok(None);
    }
    let claims = jws.verify_by_one_of::<AccessToken>(keys).ok();
    Ok(claims.filter(|claims| claims.client_id == client.id.to_string()))
}
