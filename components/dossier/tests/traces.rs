//! Each operation leaves in the journal what `policies/traces.toml` says: who acted, through which application, on whose
//! dossier; refused too; and with the journal down nothing is given, nothing is lost and nothing is there twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use access::{Principal, Role};
use http::StatusCode;
use policies::{Trace, traces_of};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{Answer, Stage, asked, principal, with};
use uuid::Uuid;
use web::testing::StaticAuthenticator;

const NDJSON: &str = "application/x-ndjson";
/// What is about no dossier in particular.
const OF_NOBODY: &[&str] =
    &["ImportStarted", "DossiersImported", "DossiersResealed", "PurgeStarted", "PurgeEnded"];
const CLIENT: &str = "0190c11e-0000-7000-8000-000000000001";

fn traces() -> BTreeMap<String, Trace> {
    traces_of("dossier").unwrap()
}

/// What someone asks: their role, the path, the media type, the body.
struct Asked {
    role: Role,
    path: String,
    media_type: &'static str,
    body: String,
}

fn json_of(role: Role, path: &str, body: &Value) -> Asked {
    Asked { role, path: path.to_owned(), media_type: "application/json", body: body.to_string() }
}

fn number(matricule: &str) -> Value {
    json!({ "organisme": demo::FUND, "matricule": matricule })
}

/// A stage with dossier 16 on it, and an objection that was just recorded.
async fn stage() -> (Stage, String) {
    let stage = Stage::with_dossiers(16).await;
    let body = json!({ "dossier": number("1"), "opposition": { "portee": "tous" } });
    let recorded = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions", &body).await.json();
    stage.events.lock().unwrap().clear();
    (stage, recorded["opposition"].as_str().unwrap().to_owned())
}

/// What does each operation, on the dossier of this matricule.
fn acts(objection: &str, matricule: &str) -> BTreeMap<&'static str, Asked> {
    let (agent, opposition) = (Role::AgentCaf, json!({ "portee": "tous" }));
    // An objection comes with one line, and another goes with the next.
    let next = |n, oppositions| with(with(demo::dossier(n), "version", json!(2)), "oppositions", oppositions);
    let (opposed, free) = (next(16, json!([{ "portee": "tous" }])), next(15, json!([])));
    let import = Asked {
        role: Role::SystemeCaf,
        path: "/v1/dossiers/imports".to_owned(),
        media_type: NDJSON,
        body: format!("{opposed}\n{free}\n"),
    };
    let consultation = with(asked(16, "aide_financiere"), "matricule", json!(matricule));
    let on = json!({ "dossier": number(matricule) });
    BTreeMap::from([
        ("consultDossier", json_of(Role::Professionnel, "/v1/consultations", &consultation)),
        ("importDossiers", import),
        ("purgeFailures", json_of(Role::Ordonnanceur, "/v1/dossiers/purges", &json!({}))),
        ("resealDossiers", json_of(Role::ResponsableSecurite, "/v1/dossiers/rechiffrement", &json!({}))),
        (
            "recordObjection",
            json_of(agent, "/v1/dossiers/oppositions", &with(on.clone(), "opposition", opposition)),
        ),
        ("listObjections", json_of(agent, "/v1/dossiers/oppositions/recherche", &number(matricule))),
        ("liftObjection", json_of(agent, &format!("/v1/dossiers/oppositions/{objection}/levee"), &json!({}))),
        ("listConsultations", json_of(agent, "/v1/dossiers/consultations/recherche", &on)),
    ])
}

async fn send(stage: &Stage, asked: &Asked) -> Answer {
    let someone = Principal { client: CLIENT.to_owned(), ..principal(asked.role) };
    let someone = Arc::new(StaticAuthenticator(someone));
    stage.send_as(someone, "POST", &asked.path, asked.media_type, asked.body.clone().into()).await
}

fn kinds(stage: &Stage, outcome: &str) -> BTreeSet<String> {
    stage.recorded().into_iter().filter(|(_, ended)| ended == outcome).map(|(kind, _)| kind).collect()
}

#[test]
fn every_operation_has_a_line_in_the_table() {
    let routes = dossier::routes();
    let operations: BTreeSet<_> = routes.table().iter().map(|route| route.operation.to_owned()).collect();
    assert_eq!(operations, traces().into_keys().collect());
    let acts = acts("", "16");
    let traced = traces().into_iter().filter(|(_, trace)| !trace.done.is_empty());
    assert_eq!(
        traced.map(|(operation, _)| operation).collect::<Vec<_>>(),
        acts.into_keys().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn what_is_done_is_told() {
    for (operation, trace) in traces() {
        let (stage, objection) = stage().await;
        let Some(asked) = acts(&objection, "16").remove(operation.as_str()) else { continue };
        let answer = send(&stage, &asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{operation}: {}", answer.json());
        assert_eq!(kinds(&stage, "fait"), trace.done.into_iter().collect(), "{operation}");
        for event in stage.events.lock().unwrap().iter() {
            assert_eq!(event["agent"], json!(principal(asked.role).subject), "{operation}: who");
            assert_eq!(event["client"], CLIENT, "{operation}: through which application");
            let kind = event["fait"]["type"].as_str().unwrap();
            let is_on_a_dossier = !OF_NOBODY.contains(&kind);
            assert_eq!(event["dossier"].is_string(), is_on_a_dossier, "{operation}: on whose dossier");
        }
    }
}

#[tokio::test]
async fn what_is_refused_is_told() {
    for (operation, trace) in traces() {
        let (stage, _) = stage().await;
        let unknown = acts(&Uuid::nil().to_string(), "7654321").remove(operation.as_str());
        let Some(asked) = unknown.filter(|_| !trace.refused.is_empty() && operation != "importDossiers")
        else {
            continue;
        };
        let answer = send(&stage, &asked).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{operation}");
        let refused = kinds(&stage, "refuse");
        assert!(
            !refused.is_empty() && refused.is_subset(&trace.refused.into_iter().collect()),
            "{operation}"
        );
        let event = stage.events.lock().unwrap()[0].clone();
        assert_eq!(event["agent"], json!(principal(asked.role).subject), "{operation}");
        assert_eq!(event["client"], CLIENT, "{operation}");
        assert!(event["dossier"].is_string(), "{operation}");
    }
}

/// With the journal down, what would give or change something does not; what it is owed is told once it is back.
#[tokio::test]
async fn without_the_journal_nothing_is_done() {
    for (operation, trace) in traces() {
        for matricule in ["16", "7654321"] {
            let (stage, objection) = stage().await;
            let Some(asked) = acts(&objection, matricule).remove(operation.as_str()) else { continue };
            stage.world.network.cut("audit");
            let answer = send(&stage, &asked).await;
            let expected = if trace.owed { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            assert_eq!(answer.status, expected, "{operation} {matricule}");
            stage.play_audit();
            let listed = stage.send(Role::SystemeCaf, "GET", "/v1/dossiers/imports", "text/plain", "").await;
            assert_eq!(listed.status, StatusCode::OK);
            let told = if trace.owed { trace.done.iter().cloned().collect() } else { BTreeSet::new() };
            assert_eq!(kinds(&stage, "fait"), told, "{operation} {matricule}");
        }
    }
}

#[tokio::test]
async fn without_the_journal_an_import_stores_nothing() {
    let stage = Stage::new();
    stage.world.network.cut("audit");
    let answer = stage.import(format!("{}\n", demo::dossier(16))).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    stage.play_audit();
    assert_eq!(stage.consult(&asked(16, "aide_financiere")).await.status, StatusCode::NOT_FOUND);
}

/// What the journal was told of imports; of the objections that came with them, it was told too.
fn of_imports(stage: &Stage) -> Vec<Value> {
    let events = stage.events.lock().unwrap();
    events.iter().filter(|event| event["fait"].get("import").is_some()).cloned().collect()
}

/// A body of one batch and a bit, then nothing: the client is gone.
fn cut_body() -> axum::body::Body {
    let whole: String = (1..=260).map(|n| format!("{}\n", demo::dossier(n))).collect();
    let chunks = [Ok(bytes::Bytes::from(whole)), Err(std::io::Error::other("gone"))];
    axum::body::Body::from_stream(futures_util::stream::iter(chunks))
}

async fn import_cut(stage: &Stage) -> http::Response<http_body_util::Full<bytes::Bytes>> {
    let someone = Principal { client: CLIENT.to_owned(), ..principal(Role::SystemeCaf) };
    let app = dossier::app_authenticated_by(stage.world.platform(), Arc::new(StaticAuthenticator(someone)));
    let request = http::Request::post("/v1/dossiers/imports").header("content-type", NDJSON);
    app.handle(request.body(cut_body()).unwrap()).await
}

#[tokio::test]
async fn an_import_cut_after_its_first_batch_is_told() {
    let stage = Stage::new();
    assert!(!import_cut(&stage).await.status().is_success());
    let events = of_imports(&stage);
    let kinds: Vec<_> = events.iter().map(|event| event["fait"]["type"].clone()).collect();
    assert_eq!(kinds, ["ImportStarted", "ImportInterrupted"]);
    assert_eq!(events[0]["fait"]["import"], events[1]["fait"]["import"]);
    assert_eq!(events[1]["fait"]["nombre"], 250);
    for event in events {
        assert_eq!(event["agent"], json!(principal(Role::SystemeCaf).subject));
        assert_eq!(event["client"], CLIENT);
    }
}

/// The instance is killed in the middle: the next import, or whoever looks, finds it.
#[tokio::test]
async fn an_import_that_was_killed_is_found_as_such() {
    let stage = Stage::new();
    let endless = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(
        (1..=260).map(|n| format!("{}\n", demo::dossier(n))).collect::<String>(),
    ))]);
    let endless = futures_util::StreamExt::chain(endless, futures_util::stream::pending());
    let someone = Arc::new(StaticAuthenticator(principal(Role::SystemeCaf)));
    let app = dossier::app_authenticated_by(stage.world.platform(), someone);
    let request = http::Request::post("/v1/dossiers/imports").header("content-type", NDJSON);
    let mut import = Box::pin(app.handle(request.body(axum::body::Body::from_stream(endless)).unwrap()));
    for _ in 0..10_000 {
        assert!(futures_util::poll!(&mut import).is_pending());
    }
    drop(import);
    let imports = async || {
        let listed = stage.send(Role::SystemeCaf, "GET", "/v1/dossiers/imports", "text/plain", "").await;
        listed.json()["imports"][0].clone()
    };
    assert_eq!(imports().await["est_interrompu"], false);
    stage.world.clock.advance(jiff::SignedDuration::from_hours(2));
    let found = imports().await;
    assert_eq!((&found["est_interrompu"], &found["est_termine"]), (&json!(true), &json!(false)));
    assert_eq!(imports().await, found, "once");
    let events = of_imports(&stage);
    let kinds: Vec<_> = events.iter().map(|event| event["fait"]["type"].clone()).collect();
    assert_eq!(kinds, ["ImportStarted", "ImportInterrupted"]);
}
