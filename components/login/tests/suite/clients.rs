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
        vec![("jwks", Value::Null)],
        vec![("jwks_uri", json!("https://cles.exemple.fr/jwks"))],
        vec![("jwks", Value::Null), ("jwks_uri", json!("http://cles.exemple.fr/jwks"))],
        vec![("jwks", Value::Null), ("jwks_uri", json!("https://audit.spin.internal/prive/etat"))],
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
        vec![
            ("grant_types", code.clone()),
            ("roles", json!([])),
            ("redirect_uris", json!(["http://[::1]:3000/retour"])),
        ],
        vec![
            ("grant_types", code.clone()),
            ("roles", json!([])),
            ("redirect_uris", json!(["https://a.fr;b/"])),
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

/// What an application publishes at its address, from now on.
fn publish(stage: &Stage, kid: &str, key: &Key) {
    let mut jwk = key.jwk();
    jwk["kid"] = kid.into();
    let set = json!({"keys": [jwk]}).to_string();
    stage.world.network.plug("cles.exemple.fr", move |request| {
        assert_eq!(request.uri(), "https://cles.exemple.fr/jwks");
        let answer = http::Response::new(set.clone().into());
        async move { Ok(answer) }
    });
}

#[tokio::test]
async fn follows_the_keys_that_an_application_publishes() {
    let stage = Stage::new();
    let token = officer_token(&stage).await;
    let mut published = registration();
    published.as_object_mut().unwrap().remove("jwks");
    published["jwks_uri"] = json!("https://cles.exemple.fr/jwks");
    let registered = register(&stage, &token, &published).await;
    let id: &'static str = registered.json()["client_id"].as_str().unwrap().to_owned().leak();
    let grant = async |kid: &str, key: Key| {
        let application = Application { id, key, proof_key: Some(Key::p256(41)) };
        let header = json!({"alg": application.key.algorithm(), "kid": kid});
        let assertion = application.key.sign(&header, &application.claims(stage.now()));
        let proof = Application::proof_claims("POST", "/oauth/token", stage.now());
        let proof = Application::proof(&Key::p256(41), &proof);
        let parameters = [("grant_type", "client_credentials")];
        Application::post_with(&stage, "/oauth/token", &assertion, &[proof], &parameters).await.status
    };
    assert_eq!(grant("a", Key::p256(40)).await, 401, "nothing is published");
    publish(&stage, "a", &Key::p256(40));
    assert_eq!(grant("a", Key::p256(40)).await, 200);
    publish(&stage, "b", &Key::ed25519(50));
    assert_eq!(grant("b", Key::ed25519(50)).await, 401, "asked a moment ago");
    stage.advance(10);
    assert_eq!(grant("b", Key::ed25519(50)).await, 200, "a new key is looked for");
    assert_eq!(grant("a", Key::p256(40)).await, 401, "the one withdrawn");
    stage.world.network.cut("cles.exemple.fr");
    assert_eq!(grant("b", Key::ed25519(50)).await, 200, "known for five minutes");
    stage.advance(300);
    assert_eq!(grant("b", Key::ed25519(50)).await, 401);
}
