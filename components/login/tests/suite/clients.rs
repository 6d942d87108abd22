//! Registration of applications by the fund.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, Application, Browser, Key, RETURN, Stage, exchange};

async fn officer_token(stage: &Stage) -> String {
    let mut browser = Browser::default();
    let identifier = "odile.garnier@caf.exemple.fr";
    let (secret, _) = browser.activate(stage, identifier).await;
    stage.advance(30);
    let code = Browser::default().code_for(stage, &Application::portal(), identifier, &secret).await;
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    tokens["access_token"].as_str().unwrap().to_owned()
}

async fn register(stage: &Stage, token: &str, registration: &Value) -> Answer {
    let request = Request::post("/login/clients")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    stage.send(request, registration.to_string()).await
}

fn registration() -> Value {
    json!({
        "client_name": "Cantine", "jwks": {"keys": [Key::p256(40).jwk()]}, "grant_types": ["client_credentials"],
        "scope": "consultations", "roles": ["application"],
    })
}

#[tokio::test]
async fn registers_an_application_that_then_gets_tokens_until_it_is_closed() {
    let stage = Stage::new();
    let token = officer_token(&stage).await;
    let registered = register(&stage, &token, &registration()).await;
    assert_eq!(registered.status, 201, "{}", registered.text());
    let id = registered.json()["client_id"].as_str().unwrap().to_owned();
    let id: &'static str = id.leak();
    let application = Application { id, key: Key::p256(40), proof_key: Some(Key::p256(41)) };
    let access = application.token(&stage).await;
    let close =
        Request::delete(format!("/login/clients/{id}")).header("authorization", format!("Bearer {token}"));
    assert_eq!(stage.send(close, "").await.status, 204);
    let refused = application.post(&stage, "/oauth/token", &[("grant_type", "client_credentials")]).await;
    refused.assert_error(401, "invalid_client", "closed");
    let request = application.present(&access, "GET", "/login/clients", stage.now());
    let request =
        request.iter().fold(Request::get("/login/clients"), |r, (name, value)| r.header(*name, value));
    assert_eq!(stage.send(request, "").await.status, 401, "the very next request with the token it has");
}

#[tokio::test]
async fn refuses_each_registration_that_is_not_safe() {
    let stage = Stage::new();
    let token = officer_token(&stage).await;
    let mut private = Key::ed25519(40).jwk();
    private["d"] = jose::encode(&[40; 32]).into();
    let code = json!(["authorization_code"]);
    let cases = [
        vec![("client_name", json!(" "))],
        vec![("jwks", json!({"keys": []}))],
        vec![("jwks", json!({"keys": [private]}))],
        vec![("jwks", json!({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}))],
        vec![("redirect_uris", json!([RETURN]))],
        vec![("dpop_bound_access_tokens", json!(false))],
        vec![("roles", json!([]))],
        vec![("roles", json!(["agent_caf"]))],
        vec![("scope", json!(""))],
        vec![("grant_types", code.clone()), ("roles", json!([]))],
        vec![
            ("grant_types", code.clone()),
            ("roles", json!([])),
            ("redirect_uris", json!(["http://exemple.fr/"])),
        ],
        vec![
            ("grant_types", code.clone()),
            ("roles", json!([])),
            ("redirect_uris", json!(["https://a.fr/#b"])),
        ],
        vec![("grant_types", code), ("roles", json!([])), ("redirect_uris", json!(["javascript:alert(1)"]))],
    ];
    for changes in cases {
        let mut refused = registration();
        for (name, value) in &changes {
            refused[*name] = value.clone();
        }
        let answer = register(&stage, &token, &refused).await;
        assert_eq!(answer.status, 422, "{changes:?}");
        assert_eq!(answer.json()["type"], "/problemes/enregistrement-refuse", "{changes:?}");
    }
}

#[tokio::test]
async fn lets_nobody_else_register() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let headers = application.present(&token, "POST", "/login/clients", stage.now());
    let request = Request::post("/login/clients").header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    assert_eq!(stage.send(request, registration().to_string()).await.status, 403);
}
