//! The endpoints of OAuth and OpenID Connect: their forms and errors are those of the RFCs.

use serde_json::{Value, json};
use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
};

use crate::tokens::IssuedTokens;

pub(super) fn oauth(contract: Contract) -> Contract {
    metadata(contract)
        .with(
            endpoint(
                "pushAuthorization",
                "Déposer une demande d'autorisation (RFC 9126)",
                &[
                    "response_type",
                    "redirect_uri",
                    "scope",
                    "state",
                    "nonce",
                    "prompt",
                    "code_challenge",
                    "code_challenge_method",
                ],
            )
            .answers_with(StatusCode::CREATED, "Déposée", Some(pushed())),
        )
        .with(
            endpoint(
                "issueToken",
                "Obtenir des jetons (RFC 6749, RFC 7523, RFC 9449)",
                &["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope"],
            )
            .answers::<IssuedTokens>(),
        )
        .with(
            endpoint("revokeToken", "Révoquer un jeton (RFC 7009)", &["token", "token_type_hint"])
                .answers_with(StatusCode::OK, "Révoqué, ou inconnu du demandeur", None),
        )
        .with(
            endpoint("introspectToken", "Interroger un jeton (RFC 7662)", &["token", "token_type_hint"])
                .answers_with(StatusCode::OK, "État du jeton", Some(object(&["active"]))),
        )
}

fn metadata(contract: Contract) -> Contract {
    let published =
        |id, summary, body| Operation::new(id, summary).answers_with(StatusCode::OK, "Publié", Some(body));
    let server = || object(&["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"]);
    contract
        .with(published("readServerMetadata", "Métadonnées du serveur (RFC 8414)", server()))
        .with(published("readOpenidMetadata", "Métadonnées OpenID Connect", server()))
        .with(published(
            "readResourceMetadata",
            "Métadonnées de la ressource (RFC 9728)",
            object(&["resource", "authorization_servers"]),
        ))
        .with(published("readPublicKeys", "Clés publiques (RFC 7517)", object(&["keys"])))
}

/// A client authenticates in the form with `private_key_jwt`, and proves its key in the header `DPoP`.
fn endpoint(id: &'static str, summary: &'static str, parameters: &[&str]) -> Operation {
    let client = ["client_id", "client_assertion_type", "client_assertion"];
    let all: Vec<_> = client.iter().chain(parameters).copied().collect();
    Operation::new(id, summary)
        .heeds("DPoP", "Preuve de possession de la clé (RFC 9449)")
        .asks_for(form(&all))
        .answers_with(StatusCode::BAD_REQUEST, "Erreur OAuth (RFC 6749 §5.2)", Some(error()))
        .answers_with(StatusCode::PAYLOAD_TOO_LARGE, "Formulaire trop grand", Some(error()))
        .answers_with(StatusCode::UNAUTHORIZED, "Application non reconnue", Some(error()))
        .answers_with(StatusCode::SERVICE_UNAVAILABLE, "Momentanément indisponible", Some(error()))
}

/// A form with these fields, all text.
pub(super) fn form(fields: &[&str]) -> Body {
    let schema = json!({ "type": "object", "properties": texts(fields) });
    Body::with_schema(schema).sent_as("application/x-www-form-urlencoded")
}

/// Members that are all text, and may be left out.
pub(super) fn optional(names: &[&str]) -> Body {
    Body::with_schema(json!({ "type": "object", "properties": texts(names) }))
}

/// Members that are all text, and all needed.
pub(super) fn required(names: &[&str]) -> Body {
    Body::with_schema(json!({ "type": "object", "required": names, "properties": texts(names) }))
}

fn texts(names: &[&str]) -> Value {
    Value::Object(names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect())
}

pub(super) fn error() -> Body {
    Body::with_schema(json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": { "type": "string" }, "error_description": { "type": "string" } },
    }))
    .sent_as("application/json")
}

fn object(required: &[&str]) -> Body {
    Body::with_schema(json!({ "type": "object", "required": required }))
}

fn pushed() -> Body {
    Body::with_schema(json!({
        "type": "object",
        "required": ["request_uri", "expires_in"],
        "properties": { "request_uri": { "type": "string" }, "expires_in": { "type": "integer" } },
    }))
}
