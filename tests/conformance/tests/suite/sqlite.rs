//! SQL statements: values, errors, rows.

use conformance::{App, on_every_runtime};
use serde_json::{Value, json};

/// What each step gave, on connections of one request to the database of `alpha`.
pub(crate) async fn run(app: &App, connections: usize, steps: Value) -> Vec<Value> {
    run_on(app, "alpha", connections, steps).await
}

pub(crate) async fn run_on(app: &App, database: &str, connections: usize, steps: Value) -> Vec<Value> {
    let script = json!({ "database": database, "connections": connections, "steps": steps });
    app.ask("/alpha/sql", &script).await["answers"].as_array().expect("answers").clone()
}

/// The single value that the last step read.
pub(crate) fn last(answers: &[Value]) -> &Value {
    let answer = answers.last().unwrap();
    assert_eq!(answer["error"], Value::Null, "{answer}");
    &answer["rows"][0][0]
}

#[tokio::test]
async fn every_type_of_value_comes_back_as_it_went() {
    on_every_runtime(async |app| {
        let values = json!([null, -9_007_199_254_740_993_i64, 1.5, "été\u{0} 🦀", { "blob": [0, 255, 1] }, "", { "blob": [] }]);
        let sql = "SELECT ?1 AS a, ?2, ?3, ?4, ?5, ?6, ?7 AS g";
        let answers = run(app, 1, json!([{ "sql": sql, "values": values }])).await;
        assert_eq!(answers[0]["rows"], json!([values]));
        assert_eq!(answers[0]["columns"][0], "a");
        assert_eq!(answers[0]["columns"][6], "g");
    })
    .await;
}

#[tokio::test]
async fn every_error_shows_in_the_result_and_none_at_once() {
    on_every_runtime(async |app| {
        let answers = run(
            app,
            1,
            json!([
                { "sql": "CREATE TABLE errors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)" },
                { "sql": "INSERT INTO errors (name) VALUES ('once')" },
                { "sql": "INSERT INTO errors (name) VALUES ('once')" },
                { "sql": "SELECT nonsense FROM errors" },
                { "sql": "SELEC" },
                { "sql": "SELECT ?1", "values": [1, 2] },
                { "sql": "SELECT ?1, ?2", "values": [1] },
                { "sql": "" },
                { "sql": "SELECT count(*) FROM errors" },
            ]),
        )
        .await;
        let errors: Vec<String> = answers.iter().map(|answer| answer["error"].to_string()).collect();
        assert!(answers.iter().all(|answer| answer["refused_at_once"].is_null()), "{answers:?}");
        assert_eq!((errors[0].as_str(), errors[1].as_str()), ("null", "null"));
        assert!(errors[2].contains("UNIQUE constraint failed: errors.name"), "{}", errors[2]);
        assert!(errors[3].contains("no such column: nonsense"), "{}", errors[3]);
        assert!(errors[4].contains("syntax error"), "{}", errors[4]);
        assert!(
            errors[5].contains("Wrong number of parameters passed to query. Got 2, needed 1"),
            "{}",
            errors[5]
        );
        assert!(
            errors[6].contains("Wrong number of parameters passed to query. Got 1, needed 2"),
            "{}",
            errors[6]
        );
        assert!(errors[7].contains("bad parameter or other API misuse"), "{}", errors[7]);
        assert_eq!(last(&answers), 1);
    })
    .await;
}

#[tokio::test]
async fn only_the_first_statement_of_a_string_runs() {
    on_every_runtime(async |app| {
        let answers = run(
            app,
            1,
            json!([
                { "sql": "CREATE TABLE first (n INTEGER); CREATE TABLE second (n INTEGER)" },
                { "sql": "INSERT INTO first VALUES (1); INSERT INTO first VALUES (2)" },
                { "sql": "INSERT INTO first VALUES (3); nonsense" },
                { "sql": "SELECT count(*) FROM sqlite_schema WHERE name = 'second'" },
                { "sql": "SELECT group_concat(n) FROM first" },
            ]),
        )
        .await;
        assert_eq!(answers[3]["rows"], json!([[0]]));
        assert_eq!(last(&answers), "1,3");
    })
    .await;
}

#[tokio::test]
async fn a_big_result_streams_to_its_end_and_the_connection_goes_on() {
    on_every_runtime(async |app| {
        let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i, hex(zeroblob(50)) FROM n";
        let answers = run(app, 1, json!([{ "sql": rows }, { "sql": "SELECT 'on'" }])).await;
        let read = answers[0]["rows"].as_array().unwrap();
        assert_eq!((read.len(), &read[9999][0]), (10_000, &json!(10_000)));
        assert_eq!(last(&answers), "on");
    })
    .await;
}

#[tokio::test]
async fn a_stream_let_go_ends_in_an_error_and_the_connection_goes_on() {
    on_every_runtime(async |app| {
        let rows =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i FROM n";
        let answers = run(app, 1, json!([{ "sql": rows, "rows": 3 }, { "sql": "SELECT 'on'" }])).await;
        assert_eq!(answers[0]["rows"], json!([[1], [2], [3]]));
        assert!(answers[0]["error"].as_str().unwrap().contains("row send error"), "{}", answers[0]);
        assert_eq!(last(&answers), "on");
    })
    .await;
}

#[tokio::test]
async fn text_that_is_not_utf8_ends_the_instance_that_reads_it() {
    on_every_runtime(async |app| {
        let steps = json!([{ "sql": "SELECT CAST(x'ff' AS TEXT)" }]);
        let answer = app.post("/fragile/sql", &json!({ "database": "pathless", "steps": steps })).await;
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.text().await.unwrap(), "");
    })
    .await;
}
