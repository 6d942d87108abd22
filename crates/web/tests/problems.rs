//! Every error is a problem document with the right status.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use platform::native::World;
use serde::{Deserialize, Serialize};
use web::{App, Format, Json, Problem, Routes};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    title: String,
    pages: u32,
    chapters: Vec<Chapter>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chapter {
    number: u8,
}

async fn write_book(Json(book): Json<Book>) -> Result<Json<Book>, Problem> {
    Ok(Json(book))
}

async fn read_page() -> &'static str {
    "page"
}

fn app(world: &World) -> App {
    let page = Format { produces: "text/html", ..Format::default() };
    let large = Format { body_cap: 1 << 20, ..Format::default() };
    let routes = Routes::new()
        .public(Method::POST, "/books", "writeBook", write_book)
        .public_as(Method::POST, "/large", "writeLarge", large, write_book)
        .public_as(Method::GET, "/page", "readPage", page, read_page)
        .private(Method::GET, "/prive/page", "readPrivatePage", read_page);
    App::new(routes, (), world.platform())
}

async fn send(request: Request<Body>) -> (StatusCode, Response<()>, Bytes) {
    let world = World::new().unwrap();
    let response: Response<Full<Bytes>> = app(&world).handle(request).await;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, Response::from_parts(parts, ()), body)
}

fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    request.body(body.into()).unwrap()
}

async fn assert_problem(request: Request<Body>, expected: StatusCode, case: &str) -> serde_json::Value {
    let (status, response, body) = send(request).await;
    assert_eq!(status, expected, "{case}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{case}");
    assert_eq!(response.headers()[header::CONTENT_LENGTH], body.len().to_string(), "{case}");
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["status"], expected.as_u16(), "{case}");
    for member in ["type", "title", "detail"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{case}: {member}");
    }
    problem
}

const GOOD: &str = r#"{"title":"Fables","pages":12,"chapters":[{"number":1}]}"#;

#[tokio::test]
async fn a_good_request_is_answered() {
    let (status, response, body) = send(post("/books", GOOD)).await;
    assert_eq!((status, &body[..]), (StatusCode::OK, GOOD.as_bytes()));
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(response.headers().contains_key("x-request-id"));
}

#[tokio::test]
async fn every_truncation_of_a_good_body_is_malformed() {
    for length in 0..GOOD.len() {
        assert_problem(post("/books", &GOOD[..length]), StatusCode::BAD_REQUEST, &GOOD[..length]).await;
    }
}

#[tokio::test]
async fn every_byte_that_is_not_utf8_is_malformed_or_invalid() {
    for byte in 0x80..=0xff {
        let mut body = GOOD.as_bytes().to_vec();
        body[11] = byte;
        assert_problem(post("/books", body), StatusCode::BAD_REQUEST, &format!("{byte:x}")).await;
    }
}

#[tokio::test]
async fn well_formed_data_of_the_wrong_shape_is_pointed_at_and_not_repeated() {
    for (body, pointer) in [
        (r#"{"title":7,"pages":12,"chapters":[]}"#, "/title"),
        (r#"{"title":"DUPONT","pages":"DUPONT","chapters":[]}"#, "/pages"),
        (r#"{"title":"x","pages":-1,"chapters":[]}"#, "/pages"),
        (r#"{"title":"x","pages":99999999999999999999,"chapters":[]}"#, "/pages"),
        (r#"{"title":"x","pages":1.5,"chapters":[]}"#, "/pages"),
        (r#"{"title":"x","pages":1,"chapters":[{"number":1},{"number":300}]}"#, "/chapters/1/number"),
        (r#"{"title":"x","pages":1,"chapters":[{"number":1,"number":2}]}"#, "/chapters/0"),
        (r#"{"title":"x","pages":1,"chapters":[{"number":1,"DUPONT":2}]}"#, "/chapters/0"),
        (r#"{"title":"x","pages":1,"chapters":[],"DUPONT":1}"#, ""),
        (r#"{"title":"x","pages":1}"#, ""),
        (r#"[]"#, ""),
        (r#" ["x",1,[]]"#, ""),
        (r#""DUPONT""#, ""),
        (r#"null"#, ""),
    ] {
        let problem = assert_problem(post("/books", body), StatusCode::UNPROCESSABLE_ENTITY, body).await;
        assert!(problem["pointeur"].as_str().unwrap().starts_with(pointer), "{body}: {problem}");
        assert!(!problem.to_string().contains("DUPONT"), "{problem}");
    }
}

#[tokio::test]
async fn deep_json_is_refused_and_does_not_overflow() {
    let deep = "[".repeat(60_000);
    assert_problem(post("/books", deep), StatusCode::UNPROCESSABLE_ENTITY, "deep").await;
    let inside = GOOD.replace("12", &r#"{"a":"#.repeat(10_000));
    assert_problem(post("/books", inside), StatusCode::UNPROCESSABLE_ENTITY, "deep inside").await;
}

#[tokio::test]
async fn trailing_data_after_the_document_is_malformed() {
    assert_problem(post("/books", format!("{GOOD} {GOOD}")), StatusCode::BAD_REQUEST, "twice").await;
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_and_a_route_may_say_more() {
    let title = "x".repeat(web::BODY_CAP);
    let body = GOOD.replace("Fables", &title);
    assert_problem(post("/books", body.clone()), StatusCode::PAYLOAD_TOO_LARGE, "cap").await;
    assert_eq!(send(post("/large", body)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn other_media_types_are_refused() {
    for media_type in ["", "text/plain", "application/jsonx", "application/x-www-form-urlencoded", "é"] {
        let request = Request::post("/books").header(header::CONTENT_TYPE, media_type.as_bytes());
        let request = request.body(Body::from(GOOD)).unwrap();
        assert_problem(request, StatusCode::UNSUPPORTED_MEDIA_TYPE, media_type).await;
    }
    let none = Request::post("/books").body(Body::from(GOOD)).unwrap();
    assert_problem(none, StatusCode::UNSUPPORTED_MEDIA_TYPE, "none").await;
    let twice = Request::post("/books")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_TYPE, "text/plain");
    assert_problem(twice.body(Body::from(GOOD)).unwrap(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "two").await;
}

#[tokio::test]
async fn a_format_that_is_not_there_is_not_acceptable() {
    for (accept, expected) in [
        ("*/*", StatusCode::OK),
        ("text/*", StatusCode::OK),
        ("application/json, text/html;q=0.1", StatusCode::OK),
        ("", StatusCode::OK),
        ("application/json", StatusCode::NOT_ACCEPTABLE),
        ("text/html;q=0", StatusCode::NOT_ACCEPTABLE),
        ("*/*, text/html;q=0.0", StatusCode::NOT_ACCEPTABLE),
    ] {
        let request = Request::get("/page").header(header::ACCEPT, accept).body(Body::empty()).unwrap();
        if expected == StatusCode::OK {
            assert_eq!(send(request).await.0, expected, "{accept}");
        } else {
            assert_problem(request, expected, accept).await;
        }
    }
}

#[tokio::test]
async fn unknown_methods_are_refused_with_those_that_are_allowed() {
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X"] {
        let request = Request::builder().method(method).uri("/books").body(Body::empty()).unwrap();
        let (_, response, _) = send(request).await;
        assert_eq!(response.headers()[header::ALLOW], "POST", "{method}");
        let request = Request::builder().method(method).uri("/books").body(Body::empty()).unwrap();
        assert_problem(request, StatusCode::METHOD_NOT_ALLOWED, method).await;
    }
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    for path in ["/", "/book", "/books/", "//books", "/books/..", "/%2e%2e/books", "/books%00", "/BOOKS"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_problem(request, StatusCode::NOT_FOUND, path).await;
    }
}

#[tokio::test]
async fn a_private_route_is_an_unknown_path_for_whoever_comes_from_outside() {
    let request = |addresses: &[&'static str]| {
        let request = addresses.iter().fold(Request::get("/prive/page"), |request, address| {
            request.header("spin-client-addr", *address)
        });
        request.body(Body::empty()).unwrap()
    };
    assert_problem(request(&[]), StatusCode::NOT_FOUND, "no address").await;
    assert_problem(request(&["192.0.2.7:4711"]), StatusCode::NOT_FOUND, "outside").await;
    assert_problem(request(&["0.0.0.0:0", "192.0.2.7:4711"]), StatusCode::NOT_FOUND, "forged").await;
    assert_eq!(send(request(&["0.0.0.0:0"])).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_request_id_from_outside_is_not_trusted() {
    let id = "01990000-0000-7000-8000-000000000001";
    let request = |address: &'static str| {
        let request = Request::get("/page").header("x-request-id", id).header("spin-client-addr", address);
        request.body(Body::empty()).unwrap()
    };
    assert_ne!(send(request("192.0.2.7:4711")).await.1.headers()["x-request-id"], id);
    assert_eq!(send(request("0.0.0.0:0")).await.1.headers()["x-request-id"], id);
}
