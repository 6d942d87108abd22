//! Routes that the host answers by itself.

use crate::get;
use conformance::on_every_runtime;

#[tokio::test]
async fn a_static_response_has_the_status_headers_and_body_of_the_manifest() {
    on_every_runtime(async |app| {
        let reply = app.send(get("/teapot", &[])).await.unwrap();
        assert_eq!(reply.status, 418);
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(reply.header("x-brew"), Some("no"));
        assert_eq!(reply.header("content-length"), Some("9"));
        assert_eq!(reply.body, "Théière".as_bytes());
    })
    .await;
}

#[tokio::test]
async fn a_static_response_without_details_is_an_empty_200() {
    on_every_runtime(async |app| {
        let reply = app.send(get("/bare/of/everything", &[])).await.unwrap();
        assert_eq!((reply.status, reply.body.len()), (200, 0));
    })
    .await;
}

#[tokio::test]
async fn a_static_response_answers_every_method() {
    on_every_runtime(async |app| {
        for (method, body) in [("POST", "Théière"), ("DELETE", "Théière"), ("HEAD", "")] {
            let request = format!("{method} /teapot HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
            let reply = app.send(request).await.unwrap();
            assert_eq!((reply.status, reply.body.as_slice()), (418, body.as_bytes()), "{method}");
        }
    })
    .await;
}
