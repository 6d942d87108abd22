//! What the guest sees of a request's headers.

use crate::get;
use conformance::{on_every_runtime, values};

#[tokio::test]
async fn forged_spin_headers_come_first_and_those_of_the_host_last() {
    on_every_runtime(async |app| {
        let forged = [
            "spin-client-addr: 192.0.2.1:80",
            "spin-full-url: http://forged.test/",
            "spin-path-info: /forged",
            "spin-matched-route: /forged",
        ];
        let reply = app.send(get("/alpha/echo?q=1", &forged)).await.unwrap();
        let seen = reply.json();
        assert_eq!(values(&seen, "spin-client-addr"), ["192.0.2.1:80", &reply.from.to_string()]);
        assert_eq!(
            values(&seen, "spin-full-url"),
            ["http://forged.test/", "http://example.test/alpha/echo?q=1"]
        );
        assert_eq!(values(&seen, "spin-path-info"), ["/forged", "/echo"]);
        assert_eq!(values(&seen, "spin-matched-route"), ["/forged", "/alpha/..."]);
    })
    .await;
}

#[tokio::test]
async fn the_host_adds_seven_headers_of_its_own_and_one_for_each_named_segment() {
    on_every_runtime(async |app| {
        let reply = app.send(get("/named/one/two/echo?q=1", &[])).await.unwrap();
        let seen = reply.json();
        let own: Vec<(&str, String)> = [
            ("spin-path-info", ""),
            ("spin-full-url", "http://example.test/named/one/two/echo?q=1"),
            ("spin-matched-route", "/named/:first/:second/echo"),
            ("spin-base-path", "/"),
            ("spin-raw-component-route", "/named/:first/:second/echo"),
            ("spin-component-route", "/named/:first/:second/echo"),
            ("spin-client-addr", &reply.from.to_string()),
            ("spin-path-match-first", "one"),
            ("spin-path-match-second", "two"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into();
        for (name, value) in own {
            assert_eq!(values(&seen, name), [value], "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn forwarding_headers_pass_untouched() {
    on_every_runtime(async |app| {
        let sent = ["x-forwarded-for: 192.0.2.7", "x-forwarded-for: 192.0.2.8", "forwarded: for=192.0.2.9"];
        let seen = app.send(get("/alpha/echo", &sent)).await.unwrap().json();
        assert_eq!(values(&seen, "x-forwarded-for"), ["192.0.2.7", "192.0.2.8"]);
        assert_eq!(values(&seen, "forwarded"), ["for=192.0.2.9"]);
    })
    .await;
}

#[tokio::test]
async fn of_the_headers_between_neighbours_only_connection_is_stripped() {
    on_every_runtime(async |app| {
        let others = ["keep-alive: timeout=5", "te: trailers", "upgrade: other", "proxy-authorization: x"];
        let seen = app.send(get("/alpha/echo", &others)).await.unwrap().json();
        assert_eq!(values(&seen, "connection"), [""; 0]);
        for other in others {
            let (name, value) = other.split_once(": ").unwrap();
            assert_eq!(values(&seen, name), [value]);
        }
        assert_eq!(values(&seen, "host"), ["example.test"]);
        assert_eq!(seen["authority"], "example.test");
    })
    .await;
}

#[tokio::test]
async fn a_header_value_outside_utf8_is_a_500_and_one_inside_passes() {
    on_every_runtime(async |app| {
        let request = b"GET /alpha/echo HTTP/1.1\r\nhost: h\r\nconnection: close\r\nx-name: caf\xe9\r\n\r\n";
        let reply = app.send(request).await.unwrap();
        assert_eq!((reply.status, reply.body.as_slice()), (500, b"".as_slice()));
        let seen = app.send(get("/alpha/echo", &["x-name: café"])).await.unwrap().json();
        assert_eq!(values(&seen, "x-name"), ["café"]);
    })
    .await;
}

#[tokio::test]
async fn a_request_without_host_nor_authority_gets_no_answer() {
    on_every_runtime(async |app| {
        let reply = app.send("GET /alpha/echo HTTP/1.1\r\nconnection: close\r\n\r\n").await;
        assert!(reply.is_none(), "{reply:?}");
    })
    .await;
}

#[tokio::test]
async fn a_request_whose_host_is_internal_gets_no_answer() {
    on_every_runtime(async |app| {
        for host in ["beta.spin.internal", "alpha.spin.internal:80"] {
            let request = format!("GET /alpha/echo HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
            let reply = app.send(request).await;
            assert!(reply.is_none(), "{reply:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_authority_in_the_target_stands_for_a_missing_host_and_must_not_contradict_it() {
    on_every_runtime(async |app| {
        let target = "GET http://example.test/alpha/echo HTTP/1.1\r\nconnection: close\r\n";
        let seen = app.send(format!("{target}\r\n")).await.unwrap().json();
        assert_eq!(seen["authority"], "example.test");
        assert_eq!(values(&seen, "spin-full-url"), ["http://localhost/alpha/echo"]);
        let reply = app.send(format!("{target}host: other.test\r\n\r\n")).await;
        assert!(reply.is_none(), "{reply:?}");
    })
    .await;
}

#[tokio::test]
async fn methods_pass_whatever_they_are() {
    on_every_runtime(async |app| {
        for method in ["DELETE", "OPTIONS", "BREW"] {
            let request = format!("{method} /alpha/echo HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
            assert_eq!(app.send(request).await.unwrap().json()["method"], method);
        }
        let request = "HEAD /alpha/echo HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
        let reply = app.send(request).await.unwrap();
        assert_eq!((reply.status, reply.body.len()), (200, 0));
    })
    .await;
}

#[tokio::test]
async fn a_doubtful_content_length_is_refused_before_the_guest() {
    on_every_runtime(async |app| {
        for doubtful in ["content-length: 1\r\ncontent-length: 2", "content-length: x", "content-length: -1"]
        {
            let head = "POST /alpha/echo HTTP/1.1\r\nhost: h\r\nconnection: close\r\n";
            let reply = app.send(format!("{head}{doubtful}\r\n\r\nab")).await.unwrap();
            assert_eq!((reply.status, reply.body.as_slice()), (400, b"".as_slice()), "{doubtful}");
        }
    })
    .await;
}

#[tokio::test]
async fn more_than_a_hundred_headers_are_refused_before_the_guest() {
    on_every_runtime(async |app| {
        let flood: Vec<String> = (0..100).map(|n| format!("x-{n}: y")).collect();
        let flood: Vec<&str> = flood.iter().map(String::as_str).collect();
        let reply = app.send(get("/alpha/echo", &flood)).await.unwrap();
        assert_eq!((reply.status, reply.body.as_slice()), (431, b"".as_slice()));
        assert_eq!(app.send(get("/alpha/echo", &flood[..98])).await.unwrap().status, 200);
    })
    .await;
}
