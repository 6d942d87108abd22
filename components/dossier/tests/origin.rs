//! What `conventions` is asked holds from where and through what the agent comes, as far as it can be told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::sync::{Arc, Mutex};

use access::{Principal, Role};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};
use support::{Stage, analyst, asked, principal};
use uuid::Uuid;
use web::testing::StaticAuthenticator;

/// A stage whose `conventions` keeps the last origin it was asked about.
async fn stage() -> (Stage, Arc<Mutex<Value>>) {
    let stage = Stage::with_dossiers(1).await;
    let origin = Arc::new(Mutex::new(Value::Null));
    let heard = origin.clone();
    stage.world.network.plug("conventions", move |request| {
        assert_eq!(request.uri().query(), None, "an address has no place in a URL");
        *heard.lock().unwrap() = serde_json::from_slice(request.body()).unwrap();
        async move { Ok(Response::new(Bytes::from(analyst().to_string()))) }
    });
    (stage, origin)
}

async fn consult(stage: &Stage, client: &str, headers: &[(&str, &str)]) -> StatusCode {
    let agent = Principal { client: client.to_owned(), ..principal(Role::Professionnel) };
    let app = dossier::app_authenticated_by(stage.world.platform(), Arc::new(StaticAuthenticator(agent)));
    let request = Request::post("/v1/consultations").header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let body = asked(1, "aide_financiere").to_string();
    app.handle(request.body(Full::new(Bytes::from(body))).unwrap()).await.status()
}

#[tokio::test]
async fn without_a_proxy_it_is_the_peer_of_the_connection_whatever_the_client_writes() {
    let (stage, origin) = stage().await;
    let application = Uuid::from_u128(0xc11e);
    let headers = [
        ("spin-client-addr", "198.51.100.7:1"),
        ("x-real-ip", "198.51.100.7"),
        ("spin-client-addr", "203.0.113.9:4242"),
    ];
    assert_eq!(consult(&stage, &application.to_string(), &headers).await, StatusCode::OK);
    assert_eq!(
        *origin.lock().unwrap(),
        json!({ "module": "cdap", "adresse": "203.0.113.9", "application": application, "mois": "2026-03" })
    );
}

#[tokio::test]
async fn behind_a_proxy_it_is_what_the_proxy_wrote() {
    let (stage, origin) = stage().await;
    stage.world.settings.set("proxy_header", "x-real-ip");
    let headers =
        [("x-real-ip", "198.51.100.7"), ("x-real-ip", "203.0.113.9"), ("spin-client-addr", "127.0.0.1:9")];
    assert_eq!(consult(&stage, "portail", &headers).await, StatusCode::OK);
    assert_eq!(
        *origin.lock().unwrap(),
        json!({ "module": "cdap", "adresse": "203.0.113.9", "application": null, "mois": "2026-03" })
    );
}

#[tokio::test]
async fn behind_a_proxy_that_tells_no_address_nothing_is_given() {
    let (stage, origin) = stage().await;
    stage.world.settings.set("proxy_header", "x-real-ip");
    for told in [None, Some(""), Some("198.51.100.7, 203.0.113.9"), Some("inconnu"), Some("203.0.113.9:80")] {
        let mut headers = vec![("spin-client-addr", "127.0.0.1:9")];
        headers.extend(told.map(|told| ("x-real-ip", told)));
        assert_eq!(consult(&stage, "portail", &headers).await, StatusCode::SERVICE_UNAVAILABLE, "{told:?}");
    }
    assert_eq!(*origin.lock().unwrap(), Value::Null, "conventions is not asked");
    assert!(stage.events.lock().unwrap().is_empty());
}

#[tokio::test]
async fn readiness_says_that_the_proxys_header_has_no_name() {
    let stage = Stage::new();
    for (name, status) in [("x-real-ip", StatusCode::OK), ("pas un nom", StatusCode::SERVICE_UNAVAILABLE)] {
        stage.world.settings.set("proxy_header", name);
        let app = dossier::app(stage.world.platform());
        let request = Request::get("/prive/etat").header("spin-client-addr", "0.0.0.0:0");
        assert_eq!(
            app.handle(request.body(Full::new(Bytes::new())).unwrap()).await.status(),
            status,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_network_or_application_that_the_contract_does_not_allow_opens_nothing_and_says_who_can_mend_it() {
    for motif in ["reseau_non_autorise", "application_non_autorisee"] {
        let stage = Stage::with_dossiers(1).await;
        let refused = json!({ "en_vigueur": false, "motif": motif, "qui_peut_agir": "gestionnaire" });
        stage.set_standing(refused);
        let answer = stage.consult(&asked(1, "aide_financiere")).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (StatusCode::FORBIDDEN, "habilitation-hors-vigueur")
        );
        assert_eq!(answer.json()["motif"], motif);
        assert_eq!(answer.json()["qui_peut_agir"], "gestionnaire");
        assert_eq!(answer.json()["data"], Value::Null);
    }
}

#[tokio::test]
async fn a_contract_of_another_module_is_refused_plainly() {
    let stage = Stage::with_dossiers(1).await;
    *stage.standing.lock().unwrap() =
        json!({ "en_vigueur": false, "motif": "module_non_ouvert", "qui_peut_agir": "gestionnaire" });
    let answer = stage.consult(&asked(1, "aide_financiere")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.json());
    assert_eq!(answer.slug(), "habilitation-hors-vigueur", "{}", answer.json());
    assert_eq!(answer.json()["motif"], "module_non_ouvert");
    assert_eq!(answer.json().get("data"), None);
}
