//! How long an instance lives, and whom it serves.
//!
//! Only the component `solo` is asked here, by one test at a time.

use conformance::{App, Held, on_every_runtime};
use serde_json::json;
use std::collections::BTreeMap;
use tokio::sync::{Mutex, MutexGuard};

async fn alone() -> MutexGuard<'static, ()> {
    static SOLO: Mutex<()> = Mutex::const_new(());
    SOLO.lock().await
}

/// Holds a request open, and returns it with the name of the instance that has it.
pub(crate) async fn held(app: &App, key: &str) -> (Held, String) {
    let request = app.hold(&format!("/solo/hold?{key}")).await;
    loop {
        if let Some(instance) = registered(app, key).await {
            return (request, instance);
        }
    }
}

/// The instance that signed in under a key.
async fn registered(app: &App, key: &str) -> Option<String> {
    let script = json!({ "store": "register", "steps": [{ "get": key }] });
    app.ask("/alpha/kv", &script).await["answers"][0].as_str().map(str::to_owned)
}

/// As many held requests, and the instance of each.
async fn several_held(app: &App, label: &str, count: usize) -> Vec<(Held, String)> {
    let mut all = Vec::new();
    for n in 0..count {
        all.push(held(app, &format!("{label}-{n}")).await);
    }
    all
}

#[tokio::test]
async fn an_instance_serves_at_most_128_requests_one_after_another() {
    let _alone = alone().await;
    on_every_runtime(async |app| {
        let mut seen: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for _ in 0..300 {
            let state = app.read("/solo/state").await;
            let instance = state["instance"].as_str().unwrap().to_owned();
            seen.entry(instance).or_default().push(state["requests"].as_u64().unwrap());
        }
        for (instance, counts) in &seen {
            assert!(counts.is_sorted() && *counts.last().unwrap() <= 128, "{instance}: {counts:?}");
        }
        assert!(seen.values().any(|counts| counts.ends_with(&[127, 128])), "{seen:?}");
    })
    .await;
}

#[tokio::test]
async fn waiting_requests_share_an_instance_up_to_16() {
    let _alone = alone().await;
    on_every_runtime(async |app| {
        let mut by_instance: BTreeMap<String, usize> = BTreeMap::new();
        let all = several_held(app, "shared", 40).await;
        for (_, instance) in &all {
            *by_instance.entry(instance.clone()).or_default() += 1;
        }
        assert!(by_instance.values().all(|count| *count <= 16), "{by_instance:?}");
        assert!(by_instance.values().any(|count| *count > 1), "{by_instance:?}");
        for (request, instance) in all {
            let reply = request.release().await.unwrap();
            assert_eq!((reply.status, &reply.json()["instance"]), (200, &json!(instance)));
        }
    })
    .await;
}

#[tokio::test]
async fn an_instance_that_keeps_requests_out_is_given_none_until_it_lets_them_in() {
    let _alone = alone().await;
    on_every_runtime(async |app| {
        let (request, closed) = held(app, "closed").await;
        for _ in 0..50 {
            assert_ne!(app.read("/solo/state").await["instance"], closed.as_str());
        }
        assert_eq!(request.release().await.unwrap().json()["instance"], closed.as_str());
    })
    .await;
}

#[tokio::test]
async fn a_trap_fails_every_request_of_its_instance_and_of_no_other() {
    let _alone = alone().await;
    on_every_runtime(async |app| {
        // More than one instance can hold, so that some are beside the one that traps.
        let all = several_held(app, "beside-a-trap", 20).await;
        let trapped = trap_one_of(app, &all).await;
        for (request, instance) in all {
            if instance == trapped {
                let reply = request.answer().await.unwrap();
                assert_eq!((reply.status, reply.body.as_slice()), (500, b"".as_slice()));
            } else {
                assert_eq!(request.release().await.unwrap().status, 200);
            }
        }
        assert_ne!(app.read("/solo/state").await["instance"], trapped.as_str());
    })
    .await;
}

/// Sends requests that trap until one was served by an instance that holds others, and names that instance.
async fn trap_one_of(app: &App, all: &[(Held, String)]) -> String {
    for attempt in 0..100 {
        let key = format!("trap-{attempt}");
        assert_eq!(app.get(&format!("/solo/trap?{key}")).await.status(), 500);
        let trapped = registered(app, &key).await.expect("signed in before it trapped");
        if all.iter().any(|(_, instance)| *instance == trapped) {
            return trapped;
        }
    }
    panic!("no instance that held requests took another");
}
