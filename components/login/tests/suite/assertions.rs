//! Client authentication with signed assertions: RFC 7523 §3, FAPI 2.0 Security Profile §5.3.2.1.

use http::Request;
use serde_json::{Value, json};

use crate::support::{APP, Application, ISSUER, Key, PORTAL, Stage, form};

const GRANT: &[(&str, &str)] = &[("grant_type", "client_credentials")];

async fn grant_with(stage: &Stage, assertion: &str) -> crate::support::Answer {
    let key = Key::ed25519(11);
    let proof = Application::proof(&key, &Application::proof_claims("POST", "/oauth/token", stage.now()));
    Application::post_with(stage, "/oauth/token", assertion, &[proof], GRANT).await
}

#[tokio::test]
async fn grants_a_token_to_both_algorithms() {
    let stage = Stage::new();
    for application in [Application::alone(), Application::other()] {
        let answer = application.post(&stage, "/oauth/token", GRANT).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = answer.json();
        assert_eq!(token["token_type"], "DPoP");
        assert_eq!(token["expires_in"], 300);
        assert_eq!(token["scope"], "consultations alertes");
        assert!(token.get("refresh_token").is_none(), "RFC 6749 §4.4.3");
        let claims = crate::support::claims_of(token["access_token"].as_str().unwrap());
        assert_eq!(claims["aud"], ISSUER);
        assert_eq!(claims["sub"], application.id);
        assert_eq!(claims["roles"], json!(["application"]));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    }
}

#[tokio::test]
async fn refuses_each_claim_that_is_missing_or_wrong() {
    let stage = Stage::new();
    let now = stage.now();
    let cases: &[(&str, Value)] = &[
        ("iss", Value::Null),
        ("iss", json!("someone")),
        ("iss", json!(PORTAL)),
        ("sub", Value::Null),
        ("sub", json!("someone")),
        ("sub", json!(PORTAL)),
        ("aud", Value::Null),
        ("aud", json!([ISSUER])),
        ("aud", json!(format!("{ISSUER}/"))),
        ("aud", json!(format!("{ISSUER}/oauth/token"))),
        ("aud", json!("https://ailleurs.exemple.fr")),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!("x".repeat(257))),
        ("jti", json!(7)),
        ("exp", Value::Null),
        ("exp", json!(now)),
        ("exp", json!(now - 1)),
        ("exp", json!(now + 311)),
        ("exp", json!("demain")),
        ("nbf", json!(now + 11)),
        ("iat", json!(now + 11)),
        ("iat", json!(now - 301)),
    ];
    let application = Application::alone();
    for (name, value) in cases {
        let mut claims = application.claims(now);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(*name)),
            value => claims[*name] = value.clone(),
        }
        let answer = grant_with(&stage, &application.assertion(&claims)).await;
        answer.assert_error(401, "invalid_client", &format!("{name} = {value}"));
    }
}

#[tokio::test]
async fn accepts_a_clock_ten_seconds_ahead() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now() + 10);
    assert_eq!(grant_with(&stage, &application.assertion(&claims)).await.status, 200);
}

#[tokio::test]
async fn refuses_other_algorithms_and_confusions() {
    let stage = Stage::new();
    let application = Application::alone();
    let claims = application.claims(stage.now());
    for algorithm in ["none", "None", "HS256", "RS256", "PS256", "ES384", "ES256"] {
        let assertion = application.key.sign(&json!({"alg": algorithm}), &claims);
        grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", algorithm);
    }
    let unsigned = application.assertion(&claims).rsplit_once('.').unwrap().0.to_owned() + ".";
    grant_with(&stage, &unsigned).await.assert_error(401, "invalid_client", "no signature");
}

#[tokio::test]
async fn refuses_another_key_even_one_that_the_assertion_brings() {
    let stage = Stage::new();
    let application = Application::alone();
    let stranger = Key::ed25519(99);
    let claims = application.claims(stage.now());
    let headers = [
        json!({"alg": "EdDSA"}),
        json!({"alg": "EdDSA", "kid": "inconnue"}),
        json!({"alg": "EdDSA", "jwk": stranger.jwk()}),
        json!({"alg": "EdDSA", "jku": "https://ailleurs.exemple.fr/jwks"}),
    ];
    for header in headers {
        let answer = grant_with(&stage, &stranger.sign(&header, &claims)).await;
        answer.assert_error(401, "invalid_client", &header.to_string());
    }
    let unknown_kid = application.key.sign(&json!({"alg": "EdDSA", "kid": "inconnue"}), &claims);
    grant_with(&stage, &unknown_kid).await.assert_error(401, "invalid_client", "kid of no key");
}

#[tokio::test]
async fn accepts_an_assertion_once_over_all_instances() {
    let mut stage = Stage::new();
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    assert_eq!(grant_with(&stage, &assertion).await.status, 200);
    grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", "replayed");
    stage.app = stage.other_instance();
    grant_with(&stage, &assertion).await.assert_error(401, "invalid_client", "replayed elsewhere");
}

#[tokio::test]
async fn refuses_any_other_way_to_authenticate() {
    let stage = Stage::new();
    let application = Application::alone();
    let assertion = application.assertion(&application.claims(stage.now()));
    let jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let bodies = [
        form(&[("grant_type", "client_credentials"), ("client_id", APP)]),
        form(&[("grant_type", "client_credentials"), ("client_id", APP), ("client_secret", "secret")]),
        form(&[("grant_type", "client_credentials"), ("client_assertion", &assertion)]),
        form(&[("client_assertion_type", jwt_bearer), ("grant_type", "client_credentials")]),
        form(&[("client_assertion_type", "saml2-bearer"), ("client_assertion", &assertion)]),
        form(&[("client_assertion_type", jwt_bearer), ("client_assertion", "a.b.c")]),
        form(&[
            ("client_assertion_type", jwt_bearer),
            ("client_assertion", &assertion),
            ("client_id", PORTAL),
        ]),
    ];
    for body in bodies {
        let request =
            Request::post("/oauth/token").header("content-type", "application/x-www-form-urlencoded");
        stage.send(request, body.clone()).await.assert_error(401, "invalid_client", &body);
    }
    let both = Request::post("/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", "Basic YTpi");
    let body = form(&[("client_assertion_type", jwt_bearer), ("client_assertion", &assertion)]);
    stage.send(both, body).await.assert_error(401, "invalid_client", "two methods");
}

#[tokio::test]
async fn refuses_malformed_requests() {
    let stage = Stage::new();
    let cases = [
        ("application/json", "{}"),
        ("text/plain", "grant_type=client_credentials"),
        ("application/x-www-form-urlencoded", "grant_type=a&grant_type=b"),
    ];
    for (media_type, body) in cases {
        let request = Request::post("/oauth/token").header("content-type", media_type);
        stage.send(request, body).await.assert_error(400, "invalid_request", body);
    }
}

#[tokio::test]
async fn refuses_grants_and_scopes_that_are_not_the_clients() {
    let stage = Stage::new();
    let application = Application::alone();
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "authorization_code"), ("code", "x")], "unauthorized_client"),
        (&[("grant_type", "client_credentials"), ("scope", "admin")], "invalid_scope"),
        (&[("grant_type", "client_credentials"), ("scope", "consultations admin")], "invalid_scope"),
    ];
    for (parameters, error) in cases {
        let answer = application.post(&stage, "/oauth/token", parameters).await;
        answer.assert_error(400, error, &format!("{parameters:?}"));
    }
    let narrowed = [("grant_type", "client_credentials"), ("scope", "alertes")];
    assert_eq!(application.post(&stage, "/oauth/token", &narrowed).await.json()["scope"], "alertes");
}
