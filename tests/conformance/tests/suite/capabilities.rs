//! What a component is not granted, it is refused, though another component has it.

use conformance::on_every_runtime;
use serde_json::{Value, json};

#[tokio::test]
async fn a_database_of_another_component_is_refused() {
    on_every_runtime(async |app| {
        for (component, database) in
            [("alpha", "beta"), ("gamma", "alpha"), ("alpha", "default"), ("alpha", "")]
        {
            let seen = app.ask(&format!("/{component}/sql"), &json!({ "database": database })).await;
            assert_eq!(seen["refused"], "Error::AccessDenied", "{component} {database}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_store_of_another_component_is_refused() {
    on_every_runtime(async |app| {
        for (component, store) in [("alpha", "beta"), ("gamma", "alpha"), ("alpha", "default"), ("alpha", "")]
        {
            let seen = app.ask(&format!("/{component}/kv"), &json!({ "store": store })).await;
            assert_eq!(seen["refused"], "Error::AccessDenied", "{component} {store}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_host_not_granted_is_refused() {
    on_every_runtime(async |app| {
        let outside = format!("http://{}/alpha/echo", app.address());
        let urls = [
            "http://gamma.spin.internal/echo",
            "http://alpha.spin.internal/echo",
            "http://beta.spin.internal.test/",
        ];
        for url in urls.into_iter().chain([outside.as_str()]) {
            for component in ["alpha", "gamma"] {
                let seen =
                    app.ask(&format!("/{component}/call"), &json!({ "method": "GET", "url": url })).await;
                assert_eq!(seen["refused"], "ErrorCode::HttpRequestDenied", "{component} {url}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_private_component_has_its_own_grants_and_not_those_of_its_caller() {
    on_every_runtime(async |app| {
        let chained = async |operation: &str, asked: Value| -> Value {
            let url = format!("http://beta.spin.internal/{operation}");
            let call = json!({ "method": "POST", "url": url, "body": asked.to_string() });
            let answer = app.ask("/alpha/call", &call).await;
            serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
        };
        assert_eq!(chained("sql", json!({ "database": "beta" })).await["opened"], 1);
        assert_eq!(chained("sql", json!({ "database": "alpha" })).await["refused"], "Error::AccessDenied");
        assert_eq!(chained("kv", json!({ "store": "beta" })).await["answers"], json!([]));
        assert_eq!(chained("kv", json!({ "store": "alpha" })).await["refused"], "Error::AccessDenied");
        let seen = chained("variables", json!(["secret", "word"])).await;
        assert_eq!(seen[0]["value"], "for beta only");
        assert!(seen[1]["refused"].is_string());
    })
    .await;
}
