//! Key-value stores.

use conformance::on_every_runtime;
use serde_json::json;

#[tokio::test]
async fn a_value_is_set_replaced_found_and_deleted() {
    on_every_runtime(async |app| {
        let script = json!({ "store": "alpha", "steps": [
            { "get": "cycle" }, { "exists": "cycle" }, { "delete": "cycle" },
            { "set": ["cycle", "one"] }, { "get": "cycle" }, { "exists": "cycle" },
            { "set": ["cycle", "two"] }, { "get": "cycle" },
            { "delete": "cycle" }, { "get": "cycle" },
        ] });
        let seen = app.ask("/alpha/kv", &script).await;
        let expected = json!([null, false, null, null, "one", true, null, "two", null, null]);
        assert_eq!(seen["answers"], expected);
    })
    .await;
}

#[tokio::test]
async fn a_value_outlives_the_request_that_set_it() {
    on_every_runtime(async |app| {
        app.ask("/alpha/kv", &json!({ "store": "alpha", "steps": [{ "set": ["kept", "yes"] }] })).await;
        let seen = app.ask("/alpha/kv", &json!({ "store": "alpha", "steps": [{ "get": "kept" }] })).await;
        assert_eq!(seen["answers"], json!(["yes"]));
    })
    .await;
}

#[tokio::test]
async fn all_keys_are_listed() {
    on_every_runtime(async |app| {
        let names: Vec<String> = (10..30).map(|n| format!("listed/{n}")).collect();
        let mut steps: Vec<_> = names.iter().map(|name| json!({ "set": [name, ""] })).collect();
        steps.push(json!("keys"));
        let seen = app.ask("/alpha/kv", &json!({ "store": "alpha", "steps": steps })).await;
        let listed = seen["answers"].as_array().unwrap().last().unwrap().as_array().unwrap().clone();
        let mut listed: Vec<&str> = listed.iter().filter_map(|key| key.as_str()).collect();
        listed.retain(|key| key.starts_with("listed/"));
        listed.sort_unstable();
        assert_eq!(listed, names);
    })
    .await;
}

#[tokio::test]
async fn the_documented_limits_on_keys_and_values_are_not_enforced() {
    on_every_runtime(async |app| {
        let (key, value) = ("k".repeat(300), "v".repeat(2 << 20));
        let steps = json!([{ "set": [key, value] }, { "get": key }, { "delete": key }]);
        let seen = app.ask("/alpha/kv", &json!({ "store": "alpha", "steps": steps })).await;
        assert_eq!(seen["answers"], json!([null, value, null]));
    })
    .await;
}
