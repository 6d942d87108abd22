use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind};
use uuid::Uuid;
use web::Context;

use super::{
    end_session::end_session,
    introspect_token::own_access_token,
    prove_client::{ClientRequest, ProvedClient},
};
use crate::{
    Login,
    domain::opaque,
    fault::{Failure, answer},
    oauth_error::OAuthError,
    parameters::Parameters,
    store::{refresh_tokens, sessions},
};

/// `POST /oauth/revoke` (RFC 7009): revoking any token of a session ends the session. A token that is not the client's
/// own, or of a session in which it may act no more, is left alone, and nothing tells so.
pub(crate) async fn revoke_token(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    let request = ClientRequest { login, context, headers, parameters, path: "/oauth/revoke" };
    answer(&context, revoke(&request).await)
}

async fn revoke(request: &ClientRequest) -> Result<Response, Failure> {
    let proved = request.prove().await?;
    let (ClientRequest { login, .. }, context) = (request, &proved.context);
    let Some(session) = session_of(request, &proved).await? else {
        return Ok(StatusCode::OK.into_response());
    };
    let client = proved.client.id;
    if let Some(session) =
        sessions::find_session_through(&login.database, client, session, context.now).await?
    {
        let (agent, client) = (Some(session.account), Some(client));
        let event = |id| Event { agent, client, ..Event::done(id, Kind::SignedOut {}) };
        end_session(login, context, session.id, event).await?;
    }
    Ok(StatusCode::OK.into_response())
}

async fn session_of(request: &ClientRequest, proved: &ProvedClient) -> Result<Option<Uuid>, Failure> {
    let (ClientRequest { login, parameters, .. }, context) = (request, &proved.context);
    let token = parameters.require("token")?;
    if let Some(claims) = own_access_token(login, context, &proved.client, token).await? {
        // An application's token outlives nothing: five minutes, and no state that could be revoked.
        let unsupported = OAuthError::bad_request("unsupported_token_type", "this token expires on its own");
        return claims.sid.map(Some).ok_or(unsupported.into());
    }
    let refresh = refresh_tokens::find_token(&login.database, opaque::hash(token)).await?;
    let own = refresh.filter(|refresh| refresh.client == proved.client.id.to_string());
    Ok(own.map(|refresh| refresh.session))
}
