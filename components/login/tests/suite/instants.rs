//! Each right is judged at the instant at which it serves, whatever was waited for before.

use std::sync::Arc;

use http::{Request, Response};
use jiff::SignedDuration;
use platform::Clock as _;
use serde_json::json;
use web::testing::{LateBody, late_answers};

use crate::support::{Answer, Application, Browser, PASSWORD, RETURN, Stage, VERIFIER, exchange};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";
const OFFICER: &str = "odile.garnier@caf.exemple.fr";

/// Sends a request whose body comes so many seconds after its headers.
async fn send_late(stage: &Stage, request: http::request::Builder, body: String, seconds: i64) -> Answer {
    let body = LateBody::new(&stage.world.clock, SignedDuration::from_secs(seconds), vec![body.into()]);
    let request = request.header("spin-client-addr", "203.0.113.7:40000").body(body).unwrap();
    Answer::of(stage.app.handle(request).await).await
}

async fn code(stage: &Stage, identifier: &str) -> String {
    let (secret, _) = Browser::default().activate(stage, identifier).await;
    stage.advance(30);
    Browser::default().code_for(stage, &Application::portal(), identifier, &secret).await
}

#[tokio::test]
async fn every_route_refuses_a_token_that_expired_before_the_last_byte() {
    let stage = Stage::new();
    let code = code(&stage, OFFICER).await;
    let tokens = exchange(&stage, &Application::portal(), &code, &[]).await.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    stage.advance(295);
    let (clock, routes) = (&stage.world.clock, login::routes());
    let answers = late_answers(&stage.app, clock, routes.table(), &[("authorization", &bearer)]).await;
    for answer in &answers {
        assert_eq!(answer.late, answer.after, "{answer:?}");
    }
    let refused = answers.iter().filter(|answer| (answer.before != 401) && answer.late == 401).count();
    let asked = ["registerClient", "listClients", "closeClient", "endAccountSessions"];
    assert!(refused >= asked.len(), "{answers:?}");
}

#[tokio::test]
async fn a_code_that_expires_before_the_last_byte_is_no_grant() {
    let stage = Stage::new();
    let code = code(&stage, CLAIRE).await;
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", RETURN),
        ("code_verifier", VERIFIER),
    ];
    stage.advance(55);
    let (request, body) = Application::portal().request("/oauth/token", &parameters, stage.now());
    send_late(&stage, request, body, 9).await.assert_error(400, "invalid_grant", "a late body");
}

#[tokio::test]
async fn a_copied_proof_is_too_old_when_the_last_byte_comes() {
    let stage = Stage::new();
    let application = Application::alone();
    let token = application.token(&stage).await;
    let headers = application.present(&token, "GET", "/login/clients", stage.now());
    let request =
        || headers.iter().fold(Request::get("/login/clients"), |r, (name, value)| r.header(*name, value));
    assert_eq!(stage.send(request(), "").await.status, 403, "believed once");
    stage.advance(55);
    assert_eq!(send_late(&stage, request(), "{}".to_owned(), 9).await.status, 401);
    stage.advance(8);
    assert_eq!(stage.send(request(), "").await.status, 401, "72 s old");
}

#[tokio::test]
async fn a_proof_that_says_it_has_expired_is_not_taken() {
    let stage = Stage::new();
    for (seconds, is_taken) in [(1, true), (0, false), (-1, false), (-3600, false)] {
        let expires_at = stage.world.clock.now() + SignedDuration::from_secs(seconds);
        let id = jose::encode(&[u8::try_from(seconds.rem_euclid(251)).unwrap(); 32]);
        let proof = json!({"client": crate::support::APP, "preuve": id, "expire_le": expires_at});
        let taken = stage.ask("POST", "/prive/preuves", proof).await;
        assert_eq!(taken.json()["est_acceptee"], is_taken, "{seconds} s before its end");
    }
}

#[tokio::test]
async fn an_activation_secret_that_expires_in_the_turn_opens_nothing() {
    let stage = Stage::new();
    stage.get("/login/activation").await;
    let slot = "INSERT INTO hashings (slot, holder, expires_at) VALUES (1, 'ailleurs', ?)";
    stage.get("/oauth/jwks").await;
    stage.advance(15 * 24 * 3600 - 1);
    let held = stage.world.clock.now() + SignedDuration::from_secs(2);
    stage.world.platform().sql.open("login").await.unwrap().execute(slot, &[held.into()]).await.unwrap();
    let mut browser = Browser::default();
    let time = async {
        loop {
            tokio::task::yield_now().await;
            stage.advance(1);
        }
    };
    let answer = tokio::select! {
        answer = browser.first_password(&stage, CLAIRE, crate::support::ACTIVATION, PASSWORD) => answer,
        () = time => unreachable!(),
    };
    assert_eq!(answer.status, 403, "{}", answer.text());
}

#[tokio::test]
async fn an_assertion_that_expires_while_its_key_is_fetched_proves_nobody() {
    let stage = Stage::new();
    let key = crate::support::Key::ed25519(60);
    let (set, clock) = (json!({"keys": [key.jwk()]}).to_string(), stage.world.clock.clone());
    let waited = Arc::new(std::sync::atomic::AtomicI64::new(0));
    let wait = waited.clone();
    stage.world.network.plug("cles.exemple.fr", move |_| {
        clock.advance(SignedDuration::from_secs(wait.load(std::sync::atomic::Ordering::SeqCst)));
        let answer = Response::new(set.clone().into());
        async move { Ok(answer) }
    });
    stage.get("/oauth/jwks").await;
    let registration = "UPDATE clients SET registration = json_set(json_remove(registration, '$.jwks'), '$.jwks_uri', 'https://cles.exemple.fr/jwks') WHERE id = ?";
    let id = crate::support::APP;
    stage
        .world
        .platform()
        .sql
        .open("login")
        .await
        .unwrap()
        .execute(registration, &[id.into()])
        .await
        .unwrap();
    let application = Application { id, key, proof_key: Some(crate::support::Key::ed25519(11)) };
    let grant = [("grant_type", "client_credentials")];
    assert_eq!(application.post(&stage, "/oauth/token", &grant).await.status, 200);
    stage.advance(301);
    waited.store(61, std::sync::atomic::Ordering::SeqCst);
    application.post(&stage, "/oauth/token", &grant).await.assert_error(401, "invalid_client", "too late");
}

#[tokio::test]
async fn behind_a_proxy_that_tells_no_address_nobody_signs_in() {
    let stage = Stage::new();
    stage.world.settings.set("proxy_header", "x-real-ip");
    let parameters = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)];
    let mut browser = Browser::default();
    browser.get(&stage, "/login/connexion").await;
    for _ in 0..10 {
        assert_eq!(browser.post(&stage, "/login/connexion", &parameters).await.status, 503);
    }
    assert!(stage.recorded().is_empty());
}
