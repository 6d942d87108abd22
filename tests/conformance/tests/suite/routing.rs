//! Which component a path leads to, and what path it is told.

use crate::get;
use conformance::{App, on_every_runtime, values};

async fn route_of(app: &App, path: &str) -> String {
    let seen = app.send(get(path, &[])).await.unwrap().json();
    values(&seen, "spin-matched-route")[0].to_owned()
}

#[tokio::test]
async fn an_exact_route_beats_a_prefix_and_a_longer_prefix_a_shorter_one() {
    on_every_runtime(async |app| {
        assert_eq!(route_of(app, "/routes/echo").await, "/routes/...");
        assert_eq!(route_of(app, "/routes/longer/echo").await, "/routes/longer/...");
        assert_eq!(route_of(app, "/routes/longer/exact/echo").await, "/routes/longer/exact/echo");
        assert_eq!(route_of(app, "/routes/longer/exact/echo/echo").await, "/routes/longer/...");
    })
    .await;
}

#[tokio::test]
async fn slashes_are_trimmed_for_routing_and_the_guest_sees_the_path_as_sent() {
    on_every_runtime(async |app| {
        for path in
            ["//alpha/echo", "/alpha/echo/", "//alpha//echo//", "/alpha/./echo", "/alpha/%65cho/../echo"]
        {
            let seen = app.send(get(path, &[])).await.unwrap().json();
            assert_eq!(seen["path"], path);
            assert_eq!(values(&seen, "spin-matched-route"), ["/alpha/..."], "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn dots_do_not_leave_the_route_that_the_first_segment_chose() {
    on_every_runtime(async |app| {
        let seen = app.send(get("/gamma/../alpha/echo", &[])).await.unwrap().json();
        assert_eq!(values(&seen, "spin-matched-route"), ["/gamma/..."]);
        assert_eq!(seen["path"], "/gamma/../alpha/echo");
    })
    .await;
}

#[tokio::test]
async fn the_query_is_no_part_of_the_route() {
    on_every_runtime(async |app| {
        let seen = app.send(get("/alpha/echo?next=/gamma/echo&q=%20", &[])).await.unwrap().json();
        assert_eq!(seen["query"], "next=/gamma/echo&q=%20");
        assert_eq!(values(&seen, "spin-path-info"), ["/echo"]);
    })
    .await;
}

#[tokio::test]
async fn a_path_no_route_matches_is_an_empty_404() {
    on_every_runtime(async |app| {
        for path in ["/", "/nowhere", "/Alpha/echo", "/alphabet/echo", "/%61lpha/echo"] {
            let reply = app.send(get(path, &[])).await.unwrap();
            assert_eq!((reply.status, reply.body.as_slice()), (404, b"".as_slice()), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_prefix_route_matches_its_bare_prefix() {
    on_every_runtime(async |app| {
        for path in ["/alpha", "/alpha/"] {
            assert_eq!(app.send(get(path, &[])).await.unwrap().status, 200, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn well_known_spin_paths_come_before_every_route() {
    on_every_runtime(async |app| {
        let health = app.send(get("/.well-known/spin/health", &[])).await.unwrap();
        assert_eq!((health.status, health.body.as_slice()), (200, b"OK".as_slice()));
        let info = app.send(get("/.well-known/spin/info", &[])).await.unwrap();
        assert_eq!(info.json()["name"], "conformance");
        let other = app.send(get("/.well-known/spin/echo", &[])).await.unwrap();
        assert_eq!((other.status, other.body.len()), (404, 0));
        assert_eq!(route_of(app, "/.well-known/echo").await, "/.well-known/...");
    })
    .await;
}

#[tokio::test]
async fn a_private_component_cannot_be_reached_from_outside() {
    on_every_runtime(async |app| {
        for target in ["/beta/echo", "/beta", "http://beta.spin.internal/echo", "/echo"] {
            let request = format!("GET {target} HTTP/1.1\r\nconnection: close\r\n");
            let with_host = format!("{request}host: example.test\r\n\r\n");
            let without = format!("{request}host: beta.spin.internal\r\n\r\n");
            for request in [with_host, without, format!("{request}\r\n")] {
                let status = app.send(&request).await.map(|reply| reply.status);
                assert!(matches!(status, None | Some(404)), "{status:?} for {request}");
            }
        }
    })
    .await;
}
