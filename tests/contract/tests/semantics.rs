//! Every route of every component speaks HTTP as RFC 9110 says: walked by the tables, so that a new route is held to it too.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use platform::native::World;
use web::{App, Exposure, RouteInfo};

const NOBODY: &str = "00000000-0000-7000-8000-0000000000f1";

type Answer = (StatusCode, HeaderMap, Bytes);

fn applications(world: &World) -> Vec<(App, Vec<RouteInfo>)> {
    let platform = || world.platform();
    vec![
        (audit::app(platform()), audit::routes().table().to_vec()),
        (conventions::app(platform()), conventions::routes().table().to_vec()),
        (dossier::app(platform()), dossier::routes().table().to_vec()),
        (etat::app(platform()), etat::routes().table().to_vec()),
        (hashing::app(platform()), hashing::routes().table().to_vec()),
        (login::app(platform()), login::routes().table().to_vec()),
        (messaging::app(platform()), messaging::routes().table().to_vec()),
    ]
}

async fn send(app: &App, route: &RouteInfo, method: &str, coding: Option<&str>) -> Answer {
    let parts = route.path.split('/').map(|part| if part.starts_with('{') { NOBODY } else { part });
    let from = if route.exposure == Exposure::Private { "0.0.0.0:0" } else { "203.0.113.7:40000" };
    let request = Request::builder().method(method).uri(parts.collect::<Vec<_>>().join("/"));
    let request = request.header("spin-client-addr", from).header(header::CONTENT_TYPE, "application/json");
    let request =
        coding.into_iter().fold(request, |request, coding| request.header(header::CONTENT_ENCODING, coding));
    let response = app.handle(request.body(Full::new(Bytes::from_static(b"{}"))).unwrap()).await;
    let (parts, body) = response.into_parts();
    if matches!(parts.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        assert!(parts.headers.contains_key(header::RETRY_AFTER), "{}", route.operation);
    }
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn no_route_reads_a_coded_body() {
    let world = World::new().unwrap();
    let mut walked = 0;
    for (app, table) in applications(&world) {
        for route in table.iter().filter(|route| route.method != "GET") {
            let (status, headers, body) = send(&app, route, &route.method, Some("gzip")).await;
            assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", route.operation);
            assert_eq!(headers[header::ACCEPT_ENCODING], "identity", "{}", route.operation);
            assert!(String::from_utf8_lossy(&body).contains("encodage-refuse"), "{}", route.operation);
            walked += 1;
        }
    }
    assert!(walked > 50, "{walked}");
}

#[tokio::test]
async fn every_get_answers_head_without_a_false_length() {
    let world = World::new().unwrap();
    let mut walked = 0;
    for (app, table) in applications(&world) {
        for route in table.iter().filter(|route| route.method == "GET") {
            let (got, head) = (send(&app, route, "GET", None).await, send(&app, route, "HEAD", None).await);
            assert_eq!((head.0, head.2.len()), (got.0, 0), "{}", route.operation);
            assert_eq!(head.1.get(header::CONTENT_LENGTH), None, "{}", route.operation);
            walked += 1;
        }
    }
    assert!(walked > 20, "{walked}");
}

#[tokio::test]
async fn another_method_is_told_which_are_allowed() {
    let world = World::new().unwrap();
    for (app, table) in applications(&world) {
        for route in &table {
            let (status, headers, _) = send(&app, route, "OPTIONS", None).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.operation);
            let allowed = headers[header::ALLOW].to_str().unwrap();
            let mut names = allowed.split(',').map(str::trim);
            assert!(names.any(|method| method == route.method), "{}: {allowed}", route.operation);
        }
    }
}
