//! What the client gets when the guest fails, and what a body may be.

use crate::get;
use conformance::{App, on_every_runtime};
use serde_json::{Value, json};

/// The answer to a request for this very response, if it comes whole.
async fn replied(app: &App, told: Value) -> Option<(u16, String)> {
    let told = told.to_string();
    let head = format!(
        "POST /alpha/reply HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        told.len()
    );
    let reply = app.send(head + told.as_str()).await?;
    let length = reply.header("content-length").and_then(|length| length.parse().ok());
    (length == Some(reply.body.len())).then(|| (reply.status, String::from_utf8(reply.body).unwrap()))
}

#[tokio::test]
async fn a_trap_and_an_error_are_an_empty_500() {
    on_every_runtime(async |app| {
        for operation in ["trap", "err"] {
            let reply = app.send(get(&format!("/fragile/{operation}"), &[])).await.unwrap();
            assert_eq!((reply.status, reply.body.as_slice()), (500, b"".as_slice()), "{operation}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_response_header_that_is_forbidden_is_an_empty_500() {
    on_every_runtime(async |app| {
        for name in [
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "transfer-encoding",
            "upgrade",
            "host",
            "http2-settings",
        ] {
            let told = json!({ "status": 200, "headers": [[name, "x"]], "body": "seen" });
            assert_eq!(replied(app, told).await.unwrap(), (500, String::new()), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_header_that_is_forbidden_is_refused_to_the_caller() {
    on_every_runtime(async |app| {
        for name in ["connection", "host", "transfer-encoding"] {
            let call = json!({
                "method": "GET", "url": "http://beta.spin.internal/echo", "headers": [[name, "x"]],
            });
            let answer = app.ask("/alpha/call", &call).await;
            assert!(answer["refused"].is_string(), "{name}: {answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn status_and_headers_are_those_of_the_guest() {
    on_every_runtime(async |app| {
        let told = json!({
            "status": 207, "headers": [["x-b", "1"], ["x-a", "2"], ["x-b", "3"]], "body": "multi",
        });
        let answer = app.post("/alpha/reply", &told).await;
        assert_eq!(answer.status(), 207);
        let both: Vec<_> = answer.headers().get_all("x-b").iter().collect();
        assert_eq!(both, ["1", "3"]);
        assert_eq!(answer.text().await.unwrap(), "multi");
    })
    .await;
}

#[tokio::test]
async fn a_response_is_chunked_unless_the_guest_gives_its_length() {
    on_every_runtime(async |app| {
        let answer = app.post("/alpha/reply", &json!({ "status": 200, "headers": [], "body": "four" })).await;
        assert_eq!(answer.headers().get("content-length"), None);
        let told = json!({ "status": 200, "headers": [["content-length", "4"]], "body": "four" });
        let answer = app.post("/alpha/reply", &told).await;
        assert_eq!(answer.headers()["content-length"], "4");
        assert_eq!(answer.text().await.unwrap(), "four");
    })
    .await;
}

#[tokio::test]
async fn a_body_that_contradicts_its_announced_length_never_arrives_whole() {
    on_every_runtime(async |app| {
        for (length, arrives) in [("3", false), ("4", true), ("5", false)] {
            let told = json!({ "status": 200, "headers": [["content-length", length]], "body": "four" });
            let seen = replied(app, told).await;
            assert_eq!(seen == Some((200, "four".to_owned())), arrives, "{length}: {seen:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_body_has_no_cap() {
    on_every_runtime(async |app| {
        let size = 16 << 20;
        let mut request = format!(
            "POST /alpha/echo HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n"
        )
        .into_bytes();
        request.resize(request.len() + size, b'x');
        assert_eq!(app.send(request).await.unwrap().json()["length"], size);
    })
    .await;
}

#[tokio::test]
async fn a_body_that_ends_early_is_an_error_to_the_guest() {
    on_every_runtime(async |app| {
        let head = "POST /alpha/echo HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 10\r\n\r\n";
        let reply = app.send_and_shut(format!("{head}half")).await;
        assert!(reply.is_none_or(|reply| reply.status == 500));
        assert_eq!(app.get("/alpha/echo").await.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn a_guest_may_answer_without_reading_the_body() {
    on_every_runtime(async |app| {
        let mut request = b"POST /alpha/state HTTP/1.1\r\nhost: h\r\nconnection: close\r\n".to_vec();
        request.extend_from_slice(b"content-length: 100000\r\n\r\n");
        request.resize(request.len() + 100_000, b'x');
        assert_eq!(app.send(request).await.unwrap().status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_http_is_an_empty_400() {
    on_every_runtime(async |app| {
        for nonsense in
            ["GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /alpha/echo HTTP/1.1\r\nno colon\r\n\r\n"]
        {
            let reply = app.send(nonsense).await.unwrap();
            assert_eq!((reply.status, reply.body.as_slice()), (400, b"".as_slice()), "{nonsense:?}");
        }
    })
    .await;
}
