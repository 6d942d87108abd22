//! Each right is judged at the instant at which it serves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::sync::Arc;

use access::Role;
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use jiff::SignedDuration;
use platform::Clock as _;
use serde_json::{Value, json};
use support::{Stage, asked, principal};
use web::{
    App,
    testing::{EndingAuthenticator, LateBody, StaticAuthenticator, late_answers},
};

/// An instance whose caller is believed for so many seconds from now.
fn lasting(stage: &Stage, role: Role, seconds: i64) -> App {
    let ends_at = stage.world.clock.now() + SignedDuration::from_secs(seconds);
    let authenticator = Arc::new(EndingAuthenticator { principal: principal(role), ends_at });
    dossier::app_authenticated_by(stage.world.platform(), authenticator)
}

/// An import whose lines come one by one, each after so many seconds.
async fn import(stage: &Stage, app: &App, (dossiers, seconds): (u32, i64)) -> (StatusCode, Value) {
    let lines = (1..=dossiers).map(|n| Bytes::from(format!("{}\n", demo::dossier(n)))).collect();
    let body = LateBody::new(&stage.world.clock, SignedDuration::from_secs(seconds), lines);
    let request = Request::post("/v1/dossiers/imports").header("content-type", "application/x-ndjson");
    let (parts, body) = app.handle(request.body(body).unwrap()).await.into_parts();
    (parts.status, serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap())
}

async fn stored(stage: &Stage) -> usize {
    let mut connection = stage.world.platform().sql.open("dossier").await.unwrap();
    connection.execute("SELECT id FROM dossiers", &[]).await.unwrap().len()
}

#[tokio::test]
async fn every_route_refuses_a_right_that_ended_before_the_last_byte() {
    let stage = Stage::new();
    let app = lasting(&stage, Role::AgentCaf, 5);
    let answers = late_answers(&app, &stage.world.clock, dossier::routes().table(), &[]).await;
    for answer in &answers {
        assert_eq!(answer.late, answer.after, "{answer:?}");
    }
    let refused = answers.iter().filter(|answer| answer.late == StatusCode::UNAUTHORIZED);
    let open = ["readRegulation", "readReadiness", "listNames"];
    assert_eq!(refused.count(), answers.len() - open.len(), "{answers:?}");
}

#[tokio::test]
async fn an_import_stores_nothing_of_what_comes_after_its_right_ended() {
    let stage = Stage::new();
    let app = lasting(&stage, Role::SystemeCaf, 290);
    // The first batch of 250 is whole after 250 s, the rest after 300.
    let (status, _) = import(&stage, &app, (300, 1)).await;
    assert_eq!((status, stored(&stage).await), (StatusCode::UNAUTHORIZED, 250));

    let in_time = lasting(&stage, Role::SystemeCaf, 310);
    let (status, report) = import(&stage, &in_time, (300, 1)).await;
    assert_eq!((status, &report["inchanges"]), (StatusCode::OK, &Value::from(250)));
    assert_eq!(stored(&stage).await, 300);
}

#[tokio::test]
async fn a_reading_whose_judgement_has_aged_gives_nothing_and_is_not_said_to() {
    let stage = Stage::with_dossiers(16).await;
    let standing = support::with(support::analyst(), "budget_mensuel", 10.into());
    stage.set_standing(standing);
    let (clock, budget) = (stage.world.clock.clone(), stage.budget.lock().unwrap().clone());
    let standing = stage.standing.lock().unwrap().clone();
    stage.world.network.plug("conventions", move |request| {
        let is_budget = request.uri().path() == "/prive/budgets/consommation";
        if is_budget {
            clock.advance(SignedDuration::from_secs(11));
        }
        let body = if is_budget { &budget } else { &standing };
        let answer = http::Response::new(Bytes::from(body.to_string()));
        async move { Ok(answer) }
    });
    let answer = stage.consult(&asked(16, "aide_financiere")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.json().get("data").is_none());
    assert!(stage.events.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_comes_with_an_objection_is_not_given() {
    let stage = Stage::with_dossiers(16).await;
    stage.set_standing(support::with(support::analyst(), "budget_mensuel", 10.into()));
    let changes = [("version", json!(2)), ("oppositions", json!([{ "portee": "tous" }]))];
    let next =
        changes.into_iter().fold(demo::dossier(16), |next, (name, value)| support::with(next, name, value));
    let (standing, budget) = (stage.standing.lock().unwrap().clone(), stage.budget.lock().unwrap().clone());
    let platform = stage.world.platform();
    stage.world.network.plug("conventions", move |request| {
        let is_budget = request.uri().path() == "/prive/budgets/consommation";
        let body = if is_budget { &budget } else { &standing };
        let answer = http::Response::new(Bytes::from(body.to_string()));
        let (platform, next) = (platform.clone(), next.to_string());
        async move {
            if is_budget {
                import_now(platform, next).await;
            }
            Ok(answer)
        }
    });
    let answer = stage.consult(&asked(16, "aide_financiere")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "judged before it came");
    assert!(answer.json().get("data").is_none());
    assert_eq!(stage.consult(&asked(16, "aide_financiere")).await.slug(), "dossier-non-consultable");
}

/// Another import, while a reading is under way.
async fn import_now(platform: platform::Platform, record: String) {
    let system = StaticAuthenticator(support::principal(Role::SystemeCaf));
    let app = dossier::app_authenticated_by(platform, Arc::new(system));
    let request = Request::post("/v1/dossiers/imports").header("content-type", "application/x-ndjson");
    let answer = app.handle(request.body(Full::new(Bytes::from(record))).unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);
}
