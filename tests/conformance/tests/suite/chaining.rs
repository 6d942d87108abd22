//! One component calling another.

use conformance::{App, on_every_runtime, values};
use serde_json::{Value, json};

/// What the callee tells of the request it got.
async fn echoed(app: &App, caller: &str, call: Value) -> Value {
    let answer = app.ask(&format!("/{caller}/call"), &call).await;
    assert_eq!(answer["status"], 200, "{answer}");
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_call_reaches_a_private_component_with_method_path_query_headers_and_body() {
    on_every_runtime(async |app| {
        let seen = echoed(app, "alpha", json!({
            "method": "PUT", "url": "http://beta.spin.internal//a/./echo?q=%20",
            "headers": [["x-one", "1"], ["x-one", "2"], ["content-type", "text/plain"]], "body": "bonjour",
        }))
        .await;
        assert_eq!(seen["method"], "PUT");
        assert_eq!(seen["path"], "//a/./echo");
        assert_eq!(seen["query"], "q=%20");
        assert_eq!(seen["body"], "bonjour");
        assert_eq!(values(&seen, "x-one"), ["1", "2"]);
        assert_eq!(values(&seen, "content-type"), ["text/plain"]);
    })
    .await;
}

#[tokio::test]
async fn the_callee_is_told_no_address_and_no_caller() {
    on_every_runtime(async |app| {
        let call = json!({ "method": "GET", "url": "http://beta.spin.internal/a/echo?q=1" });
        let seen = echoed(app, "alpha", call).await;
        assert_eq!(values(&seen, "spin-client-addr"), ["0.0.0.0:0"]);
        assert_eq!(values(&seen, "spin-full-url"), ["http://localhost/a/echo?q=1"]);
        assert_eq!(values(&seen, "spin-path-info"), ["/a/echo"]);
        assert_eq!(values(&seen, "host"), [""; 0]);
        assert_eq!(values(&seen, "connection"), [""; 0]);
        assert!(!seen.to_string().contains("alpha"), "{seen}");
    })
    .await;
}

#[tokio::test]
async fn spin_headers_forged_by_the_caller_come_first() {
    on_every_runtime(async |app| {
        let seen = echoed(
            app,
            "alpha",
            json!({
                "method": "GET", "url": "http://beta.spin.internal/echo",
                "headers": [["spin-client-addr", "192.0.2.1:80"]],
            }),
        )
        .await;
        assert_eq!(values(&seen, "spin-client-addr"), ["192.0.2.1:80", "0.0.0.0:0"]);
    })
    .await;
}

#[tokio::test]
async fn a_granted_host_is_granted_for_its_scheme_and_port_only() {
    on_every_runtime(async |app| {
        for (url, granted) in [
            ("http://beta.spin.internal/echo", true),
            ("http://beta.spin.internal:80/echo", true),
            ("http://beta.spin.internal:8080/echo", false),
            ("https://beta.spin.internal/echo", false),
        ] {
            let answer = app.ask("/alpha/call", &json!({ "method": "GET", "url": url })).await;
            assert_eq!(answer["status"] == 200, granted, "{url}: {answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_to_what_is_no_component_ends_the_caller() {
    on_every_runtime(async |app| {
        // A host is compared without regard to case, a component's id with.
        let urls = [
            "http://nobody.spin.internal/echo",
            "http://teapot.spin.internal/",
            "http://BETA.spin.internal/echo",
        ];
        for url in urls {
            let answer = app.post("/fragile/call", &json!({ "method": "GET", "url": url })).await;
            assert_eq!(answer.status(), 500, "{url}");
            assert_eq!(answer.text().await.unwrap(), "");
        }
    })
    .await;
}

#[tokio::test]
async fn a_callee_that_fails_is_an_empty_500_to_its_caller() {
    on_every_runtime(async |app| {
        for operation in ["trap", "err"] {
            let url = format!("http://fragile.spin.internal/{operation}");
            let answer = app.ask("/alpha/call", &json!({ "method": "GET", "url": url })).await;
            assert_eq!((&answer["status"], &answer["body"]), (&json!(500), &json!("")), "{operation}");
        }
    })
    .await;
}

#[tokio::test]
async fn wildcards_grant_chaining_too() {
    on_every_runtime(async |app| {
        for caller in ["subdomains", "anywhere"] {
            let call = json!({ "method": "GET", "url": "http://beta.spin.internal/echo" });
            assert_eq!(echoed(app, caller, call).await["path"], "/echo", "{caller}");
        }
    })
    .await;
}

#[tokio::test]
async fn calls_nest() {
    on_every_runtime(async |app| {
        let inner = json!({ "method": "GET", "url": "http://gamma.spin.internal/x/echo" });
        let outer = json!({
            "method": "POST", "url": "http://beta.spin.internal/call", "body": inner.to_string(),
        });
        let answer = echoed(app, "alpha", outer).await;
        let seen: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(seen["path"], "/x/echo");
    })
    .await;
}
