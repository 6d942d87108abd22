//! What HTTP and JSON allow is read as they say; what they forbid, or leave to chance, is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use platform::native::World;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::{App, Json, Problem, Routes, kinds};

web::kinds! {
    /// Too many.
    TOO_MANY = TOO_MANY_REQUESTS, "trop", "Trop", "Attendez.";
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stone {
    weight: u32,
    #[serde(default)]
    notes: Value,
}

async fn weigh(Json(stone): Json<Stone>) -> Json<Stone> {
    Json(stone)
}

async fn read() -> Json<Value> {
    Json(json!({ "name": "basalte" }))
}

async fn refuse() -> Problem {
    Problem::new(TOO_MANY)
}

async fn refuse_for_a_while() -> Problem {
    Problem::new(TOO_MANY).retry_after(17)
}

async fn fail() -> Problem {
    Problem::new(kinds::UNAVAILABLE)
}

async fn unchanged() -> StatusCode {
    StatusCode::NOT_MODIFIED
}

async fn send(request: Request<Body>) -> (StatusCode, HeaderMap, Bytes) {
    let world = World::new().unwrap();
    let routes = Routes::new()
        .public(Method::POST, "/stones", "weigh", weigh)
        .public(Method::GET, "/stones", "read", read)
        .public(Method::GET, "/many", "refuse", refuse)
        .public(Method::GET, "/a-while", "refuseForAWhile", refuse_for_a_while)
        .public(Method::GET, "/broken", "fail", fail)
        .public(Method::GET, "/unchanged", "unchanged", unchanged);
    let response: Response<Full<Bytes>> = App::new(routes, (), world.platform()).handle(request).await;
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
}

fn post(body: impl Into<Body>) -> Request<Body> {
    let request = Request::post("/stones").header(header::CONTENT_TYPE, "application/json");
    request.body(body.into()).unwrap()
}

async fn status(body: impl Into<Body>) -> StatusCode {
    send(post(body)).await.0
}

#[tokio::test]
async fn whole_numbers_are_read_however_written() {
    for written in ["12", "12.0", "1.2e1", "120E-1", "12.000"] {
        let (status, _, body) = send(post(format!("{{\"weight\":{written}}}"))).await;
        assert_eq!(status, StatusCode::OK, "{written}");
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["weight"], 12, "{written}");
    }
    for written in ["12.5", "-12.0", "1e20", "1e400", "-0.5"] {
        let (status, _, body) = send(post(format!("{{\"weight\":{written}}}"))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{written}");
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["pointeur"], "/weight", "{written}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    assert_eq!(status("\u{feff}{\"weight\":1}").await, StatusCode::OK);
    assert_eq!(status("\u{feff}\u{feff}{\"weight\":1}").await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_member_named_twice_is_refused_anywhere() {
    for (body, pointer) in [
        (r#"{"weight":1,"weight":1}"#, ""),
        (r#"{"weight":1,"w\u0065ight":1}"#, ""),
        (r#"{"weight":1,"notes":{"a":1,"a":1}}"#, "/notes"),
        (r#"{"weight":1,"notes":[{},{"b":{"a":1,"\u0061":2}}]}"#, "/notes/1"),
        (r#"{"weight":1,"notes":{"jean dupont":{"2":{"a":1,"a":2}}}}"#, "/notes"),
        (r#"{"weight":1,"notes":{"7512345":{"a":1,"a":2}}}"#, "/notes"),
    ] {
        let (status, _, answer) = send(post(body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(serde_json::from_slice::<Value>(&answer).unwrap()["pointeur"], pointer, "{body}");
    }
    assert_eq!(status(r#"{"weight":1,"notes":[{"a":1},{"a":1,"b":"a"}]}"#).await, StatusCode::OK);
}

#[tokio::test]
async fn half_a_surrogate_and_endless_nesting_are_refused() {
    for notes in [r#""\ud800""#.to_owned(), r#""\udc00""#.to_owned(), "[".repeat(30_000)] {
        let refused = status(format!("{{\"weight\":1,\"notes\":{notes}}}")).await;
        assert_eq!(refused, StatusCode::BAD_REQUEST, "{}", &notes[..1]);
    }
}

#[tokio::test]
async fn a_media_type_is_one_whatever_its_case_and_parameters() {
    for media_type in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;v=\"1;2\"",
    ] {
        let request = Request::post("/stones").header(header::CONTENT_TYPE, media_type);
        assert_eq!(
            send(request.body(Body::from("{\"weight\":1}")).unwrap()).await.0,
            StatusCode::OK,
            "{media_type}"
        );
    }
}

#[tokio::test]
async fn a_coded_body_is_refused_with_what_is_taken() {
    let request = |coding: &str| {
        let request = Request::post("/stones").header(header::CONTENT_TYPE, "application/json");
        request.header(header::CONTENT_ENCODING, coding).body(Body::from("{\"weight\":1}")).unwrap()
    };
    for coding in ["gzip", "GZIP", "br", "identity, gzip", "x-unknown", "é"] {
        let (status, headers, body) = send(request(coding)).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{coding}");
        assert_eq!(headers[header::ACCEPT_ENCODING], "identity", "{coding}");
        assert!(String::from_utf8_lossy(&body).contains("encodage-refuse"), "{coding}");
    }
    for coding in ["identity", "Identity", ""] {
        assert_eq!(send(request(coding)).await.0, StatusCode::OK, "{coding}");
    }
}

#[tokio::test]
async fn a_head_is_answered_as_its_get_without_a_false_length() {
    for path in ["/stones", "/many", "/broken", "/unchanged", "/nowhere"] {
        let request =
            |method: Method| Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (got, head) = (send(request(Method::GET)).await, send(request(Method::HEAD)).await);
        assert_eq!((head.0, head.2.len()), (got.0, 0), "{path}");
        assert_eq!(head.1.get(header::CONTENT_LENGTH), None, "{path}");
        assert_eq!(head.1.get(header::CONTENT_TYPE), got.1.get(header::CONTENT_TYPE), "{path}");
    }
    let unchanged = Request::get("/unchanged").body(Body::empty()).unwrap();
    assert_eq!(send(unchanged).await.1.get(header::CONTENT_LENGTH), None);
}

#[tokio::test]
async fn who_must_wait_is_told_how_long() {
    for (path, seconds) in [("/many", "60"), ("/a-while", "17"), ("/broken", "5")] {
        let (_, headers, body) = send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(headers[header::RETRY_AFTER], seconds, "{path}");
        let told = serde_json::from_slice::<Value>(&body).unwrap()["reessayer_dans_secondes"].clone();
        assert!(told.is_null() || told == seconds.parse::<u64>().unwrap(), "{path}: {told}");
    }
    let found = send(Request::get("/stones").body(Body::empty()).unwrap()).await;
    assert_eq!(found.1.get(header::RETRY_AFTER), None);
}
