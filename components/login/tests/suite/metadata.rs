//! Discovery: RFC 8414, OpenID Connect Discovery, RFC 9728, and the keys.

use crate::support::{Application, ISSUER, Stage};

#[tokio::test]
async fn says_the_same_in_both_documents_and_nothing_of_the_host_header() {
    let stage = Stage::new();
    let oauth = stage.get("/.well-known/oauth-authorization-server").await.json();
    let request =
        http::Request::get("/.well-known/openid-configuration").header("host", "ailleurs.exemple.fr");
    assert_eq!(stage.send(request, "").await.json(), oauth);
    assert_eq!(oauth["issuer"], ISSUER);
    assert_eq!(oauth["require_pushed_authorization_requests"], true);
    assert_eq!(oauth["authorization_response_iss_parameter_supported"], true);
    assert_eq!(oauth["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    for (name, value) in oauth.as_object().unwrap() {
        let is_address = name.ends_with("_endpoint") || name == "jwks_uri";
        assert!(!is_address || value.as_str().unwrap().starts_with(ISSUER), "{name}");
    }
    let resource = stage.get("/.well-known/oauth-protected-resource").await.json();
    assert_eq!(resource["resource"], ISSUER);
    assert_eq!(resource["authorization_servers"][0], ISSUER);
}

#[tokio::test]
async fn advertises_what_it_accepts_and_nothing_weaker() {
    let stage = Stage::new();
    let server = stage.get("/.well-known/oauth-authorization-server").await.json();
    let resource = stage.get("/.well-known/oauth-protected-resource").await.json();
    let lists = server.as_object().unwrap().iter().chain(resource.as_object().unwrap());
    let algorithms: Vec<_> = lists.filter(|(name, _)| name.contains("signing_alg_values")).collect();
    assert_eq!(algorithms.len(), 6);
    for (name, values) in algorithms {
        for algorithm in values.as_array().unwrap() {
            assert!(
                ["EdDSA", "Ed25519", "ES256"].contains(&algorithm.as_str().unwrap()),
                "{name}: {algorithm}"
            );
        }
    }
    for endpoint in ["token", "revocation", "introspection"] {
        let methods = &server[format!("{endpoint}_endpoint_auth_methods_supported")];
        assert_eq!(methods, &serde_json::json!(["private_key_jwt"]), "{endpoint}");
    }
    assert_eq!(server["response_types_supported"], serde_json::json!(["code"]));
    assert_eq!(resource["bearer_methods_supported"], serde_json::json!(["header"]));
}

#[tokio::test]
async fn publishes_public_keys_alone() {
    let stage = Stage::new();
    let answer = stage.get("/oauth/jwks").await;
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    assert_eq!(answer.json()["keys"].as_array().unwrap().len(), 1);
    assert!(answer.json()["keys"][0].get("d").is_none());
    assert_eq!(stage.ask("GET", "/prive/cles", "".into()).await.json(), answer.json());
}

/// A key is published, then signs, then is only published, then goes: at each step, tokens of the step before verify.
#[tokio::test]
async fn changes_the_signing_key_without_refusing_a_token() {
    let mut stage = Stage::new();
    let (old, new) = ("11".repeat(32), "33".repeat(32));
    let application = Application::alone();
    let mut token = application.token(&stage).await;
    for ring in [format!("{old},{new}"), format!("{new},{old}"), new] {
        stage.world.settings.set("login_signing_key", &ring);
        stage.app = stage.other_instance();
        if !ring.contains(&old) {
            stage.advance(300);
            token = application.token(&stage).await;
        }
        let present = application.present(&token, "GET", "/login/clients", stage.now());
        let request = present
            .iter()
            .fold(http::Request::get("/login/clients"), |r, (name, value)| r.header(*name, value));
        assert_eq!(stage.send(request, "").await.status, 403, "believed, and no officer");
        token = application.token(&stage).await;
    }
}

#[tokio::test]
async fn refuses_to_work_with_settings_of_another_form() {
    for (name, value) in [
        ("public_base_url", "partenaires.exemple.fr"),
        ("public_base_url", "https://partenaires.exemple.fr/v1"),
        ("login_signing_key", "secret"),
        ("login_factor_key", ""),
        ("login_hashing_slots", "0"),
        ("login_seed", "{\"comptes\": 7}"),
    ] {
        let stage = Stage::new();
        stage.world.settings.set(name, value);
        assert_eq!(stage.get("/oauth/jwks").await.status, 503, "{name}={value}");
    }
}
