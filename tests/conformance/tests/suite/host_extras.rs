//! What the local host does beyond Spin: one folder, one host; a clock to set; faults to plan.

use crate::instances::held;
use conformance::{App, Application};
use serde_json::{Value, json};
use tempfile::TempDir;

async fn started() -> (TempDir, host::Host, App) {
    let folder = tempfile::tempdir().unwrap();
    let application = Application::default();
    application.write(folder.path()).unwrap();
    let host = application.host(folder.path()).start().await.unwrap();
    let app = App::new(&host.url());
    (folder, host, app)
}

async fn run(app: &App, steps: Value) -> Vec<Value> {
    let script = json!({ "database": "alpha", "steps": steps });
    app.ask("/alpha/sql", &script).await["answers"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_second_host_on_the_same_folder_is_refused_until_the_first_has_stopped() {
    let (folder, host, app) = started().await;
    run(&app, json!([{ "sql": "CREATE TABLE kept (n INTEGER)" }])).await;
    let again = Application::default().host(folder.path());
    let refusal = format!("{:#}", again.clone().start().await.unwrap_err());
    assert!(refusal.contains("another host already runs on the data folder"), "{refusal}");
    host.stop().await;
    let second = again.start().await.unwrap();
    let answers = run(&App::new(&second.url()), json!([{ "sql": "SELECT count(*) FROM kept" }])).await;
    assert_eq!(answers[0]["rows"], json!([[0]]));
}

#[tokio::test]
async fn guests_read_the_time_that_a_test_sets() {
    let (_folder, host, app) = started().await;
    let real = app.read("/alpha/clock").await["milliseconds"].as_i64().unwrap();
    host.clock().freeze_at("2031-02-03T04:05:06.789Z".parse().unwrap());
    for _ in 0..2 {
        assert_eq!(app.read("/alpha/clock").await["milliseconds"], 1_927_857_906_789_i64);
    }
    host.clock().advance("PT1H".parse().unwrap());
    assert_eq!(app.read("/gamma/clock").await["milliseconds"], 1_927_861_506_789_i64);
    host.clock().release();
    let after = app.read("/alpha/clock").await["milliseconds"].as_i64().unwrap();
    assert!(real <= after && after < 1_927_857_906_789, "{real} {after}");
}

#[tokio::test]
async fn a_planned_statement_fails_without_running() {
    let (_folder, host, app) = started().await;
    run(&app, json!([{ "sql": "CREATE TABLE faults (n INTEGER)" }])).await;
    host.faults().fail_statement("alpha", 2);
    let answers = run(
        &app,
        json!([
            { "sql": "INSERT INTO faults VALUES (1)" },
            { "sql": "INSERT INTO faults VALUES (2)" },
            { "sql": "INSERT INTO faults VALUES (3)" },
            { "sql": "SELECT group_concat(n) FROM faults" },
        ]),
    )
    .await;
    assert!(answers[1]["error"].as_str().unwrap().starts_with("Error::Io("), "{}", answers[1]);
    assert_eq!(answers[3]["rows"], json!([["1,3"]]));
}

#[tokio::test]
async fn a_planned_statement_runs_and_is_reported_failed() {
    let (_folder, host, app) = started().await;
    run(&app, json!([{ "sql": "CREATE TABLE faults (n INTEGER)" }])).await;
    host.faults().fail_after_statement("alpha", 1);
    let answers = run(
        &app,
        json!([
            { "sql": "INSERT INTO faults VALUES (1)" },
            { "sql": "SELECT group_concat(n) FROM faults" },
        ]),
    )
    .await;
    assert!(answers[0]["error"].as_str().unwrap().starts_with("Error::Io("), "{}", answers[0]);
    assert_eq!(answers[1]["rows"], json!([["1"]]));
}

#[tokio::test]
async fn a_planned_call_fails_before_or_after_it_reached_its_target() {
    let (_folder, host, app) = started().await;
    let set = json!({ "store": "beta", "steps": [{ "set": ["reached", "yes"] }] });
    let read = json!({ "store": "beta", "steps": [{ "get": "reached" }, { "delete": "reached" }] });
    let chained = async |asked: &Value| {
        let call =
            json!({ "method": "POST", "url": "http://beta.spin.internal/kv", "body": asked.to_string() });
        app.ask("/alpha/call", &call).await
    };
    let reached = async || {
        let answer = chained(&read).await;
        serde_json::from_str::<Value>(answer["body"].as_str().unwrap()).unwrap()["answers"][0] == "yes"
    };
    host.faults().fail_call("beta", 1);
    assert!(chained(&set).await["refused"].is_string());
    assert!(!reached().await);
    host.faults().fail_after_call("beta", 1);
    assert!(chained(&set).await["refused"].is_string());
    assert!(reached().await);
}

#[tokio::test]
async fn dropped_instances_fail_what_they_were_doing_and_others_take_over() {
    let (_folder, host, app) = started().await;
    let (request, instance) = held(&app, "dropped").await;
    host.faults().drop_instances("solo");
    let reply = request.answer().await.unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (500, b"".as_slice()));
    assert_ne!(app.read("/solo/state").await["instance"], instance.as_str());
}
