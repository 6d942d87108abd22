use std::sync::Arc;

use access::Scope;
use axum::extract::State;
use jose::Algorithm;
use serde_json::{Value, json};
use web::{Context, Json, Problem};

use crate::Login;

/// `GET /.well-known/oauth-authorization-server` (RFC 8414) and `/.well-known/openid-configuration`.
pub(crate) async fn read_server_metadata(
    State(login): State<Arc<Login>>,
    context: Context,
) -> Result<Json<Value>, Problem> {
    let configuration = login.configuration(&context).await.map_err(|fault| fault.problem(&context))?;
    Ok(Json(server_metadata(&configuration.issuer)))
}

/// `GET /.well-known/oauth-protected-resource` (RFC 9728).
pub(crate) async fn read_resource_metadata(
    State(login): State<Arc<Login>>,
    context: Context,
) -> Result<Json<Value>, Problem> {
    let configuration = login.configuration(&context).await.map_err(|fault| fault.problem(&context))?;
    Ok(Json(json!({
        "resource": configuration.issuer,
        "authorization_servers": [configuration.issuer],
        "bearer_methods_supported": ["header"],
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "dpop_signing_alg_values_supported": Algorithm::ACCEPTED,
        "resource_name": "Mon Compte Partenaire",
    })))
}

fn server_metadata(issuer: &str) -> Value {
    let endpoint = |path: &str| format!("{issuer}/oauth/{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": endpoint("authorize"),
        "token_endpoint": endpoint("token"),
        "pushed_authorization_request_endpoint": endpoint("par"),
        "revocation_endpoint": endpoint("revoke"),
        "introspection_endpoint": endpoint("introspect"),
        "jwks_uri": endpoint("jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": Algorithm::ACCEPTED,
        "revocation_endpoint_auth_methods_supported": ["private_key_jwt"],
        "revocation_endpoint_auth_signing_alg_values_supported": Algorithm::ACCEPTED,
        "introspection_endpoint_auth_methods_supported": ["private_key_jwt"],
        "introspection_endpoint_auth_signing_alg_values_supported": Algorithm::ACCEPTED,
        "dpop_signing_alg_values_supported": Algorithm::ACCEPTED,
        "code_challenge_methods_supported": ["S256"],
        "require_pushed_authorization_requests": true,
        "authorization_response_iss_parameter_supported": true,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "claims_supported": ["sub", "sid", "auth_time", "acr", "amr", "given_name", "family_name", "email"],
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "ui_locales_supported": ["fr"],
    })
}
