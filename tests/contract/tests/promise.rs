//! What keeps the promise is told from what does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use bytes::Bytes;
use client::{Answer, Exchange};
use contract::{Promise, document};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

const OBJECTION: &str = "019a0000-0000-7000-8000-000000000001";

/// An objection that was recorded.
fn recorded() -> Exchange {
    let dossier = json!({ "organisme": "422", "matricule": "7" });
    exchange(
        (Method::POST, "/v1/dossiers/oppositions"),
        &json!({ "dossier": dossier, "opposition": { "portee": "tous" } }),
        (StatusCode::OK, "application/json"),
        &json!({ "opposition": OBJECTION, "dossier_connu": true }),
    )
}

fn exchange(
    (method, path): (Method, &str),
    request: &Value,
    (status, media_type): (StatusCode, &'static str),
    answer: &Value,
) -> Exchange {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(media_type));
    Exchange {
        method,
        path: path.to_owned(),
        media_type: "application/json".to_owned(),
        body: Bytes::from(request.to_string()),
        answer: Answer { status, headers, body: Bytes::from(answer.to_string()) },
    }
}

fn judged(exchange: &Exchange) -> Result<String, String> {
    let promise = Promise::of(document().unwrap());
    promise.keeps(exchange).map(str::to_owned).map_err(|error| format!("{error:#}"))
}

fn broken(change: impl Fn(&mut Exchange)) -> String {
    let mut exchange = recorded();
    change(&mut exchange);
    judged(&exchange).unwrap_err()
}

#[test]
fn an_exchange_that_is_described_is_recognised() {
    assert_eq!(judged(&recorded()).unwrap(), "recordObjection");
}

#[test]
fn a_literal_path_is_preferred_to_a_parameter() {
    let read = |path: &str| {
        let accepted = (StatusCode::OK, "application/json");
        judged(&exchange((Method::GET, path), &Value::Null, accepted, &json!({ "profils": [] })))
    };
    assert_eq!(read("/v1/habilitations/profils").unwrap(), "listProfiles");
    assert!(read(&format!("/v1/habilitations/{OBJECTION}")).unwrap_err().contains("schema"));
}

#[test]
fn what_nobody_promised_is_told() {
    assert!(broken(|one| one.path.push_str("/autre")).contains("no such operation"));
    assert!(broken(|one| one.method = Method::PUT).contains("no such operation"));
    assert!(broken(|one| one.answer.status = StatusCode::ACCEPTED).contains("not promised"));
    assert!(broken(|one| one.answer.body = Bytes::from("{}")).contains("schema"));
    let as_text = |one: &mut Exchange| {
        drop(one.answer.headers.insert("content-type", HeaderValue::from_static("text/plain")))
    };
    assert!(broken(as_text).contains("media type"));
    assert!(broken(|one| one.body = Bytes::from("{}")).contains("schema"));
    assert!(broken(|one| one.path.push_str("?a=b")).contains("parameter"));
}

#[test]
fn a_problem_is_one_of_those_that_its_operation_may_answer() {
    let refused = |slug: &str, title: &str, status: StatusCode| {
        let mut one = recorded();
        let problem = json!({ "type": format!("/problemes/{slug}"), "title": title, "status": status.as_u16(), "detail": "" });
        one.answer.status = status;
        one.answer.headers.insert("content-type", HeaderValue::from_static("application/problem+json"));
        one.answer.body = Bytes::from(problem.to_string());
        judged(&one)
    };
    assert_eq!(
        refused("dossier-inconnu", "Dossier inconnu", StatusCode::NOT_FOUND).unwrap(),
        "recordObjection"
    );
    let other = refused("gel-inconnu", "Gel inconnu", StatusCode::NOT_FOUND);
    assert!(other.unwrap_err().contains("schema"));
}
