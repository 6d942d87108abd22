//! The application says whether it is ready.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use e2e::{Application, service};
use reqwest::StatusCode;

async fn read_state(application: &Application) -> (StatusCode, serde_json::Value) {
    let answer = service(application).get("/v1/etat").await.unwrap();
    (answer.status, answer.json().unwrap())
}

#[tokio::test]
async fn every_component_is_ready_after_the_first_start() {
    let application = Application::start().await;
    let (status, state) = read_state(&application).await;
    assert_eq!(status, StatusCode::OK, "{state}");
    assert_eq!(state["est_pret"], true);
    let ids: Vec<_> = state["composants"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, ["audit", "conventions", "dossier", "hashing", "login", "messaging"]);
}

#[tokio::test]
async fn a_component_that_does_not_answer_is_named_and_the_answer_is_503() {
    let application = Application::start().await;
    let Some(host) = application.host() else { return };
    host.faults().fail_call("dossier", 1);
    let (status, state) = read_state(&application).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    let unready: Vec<_> = state["composants"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|component| component["est_pret"] == false)
        .map(|component| component["id"].clone())
        .collect();
    assert_eq!(unready, ["dossier"]);
    assert_eq!(read_state(&application).await.0, StatusCode::OK, "the fault is over");
}

#[tokio::test]
async fn a_database_that_fails_is_named_and_the_cause_stays_inside() {
    let application = Application::start().await;
    let Some(host) = application.host() else { return };
    host.faults().fail_statement("login", 1);
    let (status, state) = read_state(&application).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!state.to_string().contains("I/O"), "{state}");
}

#[tokio::test]
async fn private_routes_are_unknown_from_outside() {
    let application = Application::start().await;
    for path in
        ["/prive/etat", "//prive/etat", "/login/prive/etat", "/login/../prive/etat", "/log/..%2fprive/etat"]
    {
        let answer = reqwest::get(application.url(path)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
