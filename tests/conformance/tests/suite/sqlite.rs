//! SQLite databases.

use conformance::{App, on_every_runtime};
use serde_json::{Value, json};

/// What each step gave, on connections of one request to the database of `alpha`.
async fn run(app: &App, connections: usize, steps: Value) -> Vec<Value> {
    run_on(app, "alpha", connections, steps).await
}

async fn run_on(app: &App, database: &str, connections: usize, steps: Value) -> Vec<Value> {
    let script = json!({ "database": database, "connections": connections, "steps": steps });
    app.ask("/alpha/sql", &script).await["answers"].as_array().expect("answers").clone()
}

/// The single value that the last step read.
fn last(answers: &[Value]) -> &Value {
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
async fn a_transaction_belongs_to_its_connection() {
    on_every_runtime(async |app| {
        let count = "SELECT count(*) FROM isolated";
        let answers = run(
            app,
            2,
            json!([
                { "sql": "PRAGMA journal_mode = WAL" },
                { "sql": "CREATE TABLE isolated (n INTEGER)" },
                { "sql": "BEGIN IMMEDIATE" },
                { "sql": "INSERT INTO isolated VALUES (1)" },
                { "on": 1, "sql": count },
                { "sql": count },
                { "on": 1, "sql": "PRAGMA busy_timeout = 0" },
                { "on": 1, "sql": "BEGIN IMMEDIATE" },
                { "sql": "COMMIT" },
                { "on": 1, "sql": count },
            ]),
        )
        .await;
        assert_eq!(answers[4]["rows"], json!([[0]]));
        assert_eq!(answers[5]["rows"], json!([[1]]));
        assert!(answers[7]["error"].as_str().unwrap().contains("database is locked"), "{}", answers[7]);
        assert_eq!(last(&answers), 1);
    })
    .await;
}

#[tokio::test]
async fn a_connection_dropped_inside_a_transaction_rolls_it_back() {
    on_every_runtime(async |app| {
        let answers = run(
            app,
            1,
            json!([
                { "sql": "CREATE TABLE abandoned (n INTEGER)" },
                { "sql": "BEGIN IMMEDIATE" },
                { "sql": "INSERT INTO abandoned VALUES (1)" },
            ]),
        )
        .await;
        assert_eq!(answers[2]["changes"], 1);
        let answers = run(app, 1, json!([{ "sql": "SELECT count(*) FROM abandoned" }])).await;
        assert_eq!(last(&answers), 0);
    })
    .await;
}

#[tokio::test]
async fn write_ahead_logging_persists_and_the_rest_is_per_connection() {
    on_every_runtime(async |app| {
        let set = json!([
            { "sql": "PRAGMA journal_mode = WAL" },
            { "sql": "PRAGMA synchronous = OFF" },
            { "sql": "PRAGMA foreign_keys = OFF" },
        ]);
        run(app, 1, set).await;
        let read = json!([
            { "sql": "PRAGMA journal_mode" }, { "sql": "PRAGMA synchronous" },
            { "sql": "PRAGMA foreign_keys" }, { "sql": "PRAGMA busy_timeout" },
        ]);
        let seen: Vec<Value> =
            run(app, 1, read).await.iter().map(|answer| answer["rows"][0][0].clone()).collect();
        assert_eq!(seen, [json!("wal"), json!(2), json!(1), json!(5000)]);
    })
    .await;
}

#[tokio::test]
async fn changes_and_the_last_row_id_are_those_of_the_connection() {
    on_every_runtime(async |app| {
        let answers = run(
            app,
            2,
            json!([
                { "sql": "CREATE TABLE counted (id INTEGER PRIMARY KEY, n INTEGER)" },
                { "sql": "INSERT INTO counted VALUES (7, 1), (8, 1), (9, 1)" },
                { "on": 1, "sql": "SELECT 1" },
                { "sql": "UPDATE counted SET n = 2 WHERE id > 7 RETURNING id" },
            ]),
        )
        .await;
        let counters: Vec<(i64, i64)> = answers
            .iter()
            .map(|answer| {
                (answer["changes"].as_i64().unwrap(), answer["last_insert_rowid"].as_i64().unwrap())
            })
            .collect();
        assert_eq!(counters[1..], [(3, 9), (0, 0), (2, 9)]);
        assert_eq!(answers[3]["rows"], json!([[8], [9]]));
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
async fn a_database_without_a_path_is_new_and_empty_at_each_opening() {
    on_every_runtime(async |app| {
        let steps = json!([
            { "sql": "CREATE TABLE gone (n INTEGER)" },
            { "on": 1, "sql": "SELECT count(*) FROM sqlite_schema" },
            { "sql": "SELECT count(*) FROM sqlite_schema" },
        ]);
        let answers = run_on(app, "pathless", 2, steps).await;
        assert_eq!(answers[1]["rows"], json!([[0]]));
        assert_eq!(last(&answers), 1);
    })
    .await;
}

#[tokio::test]
async fn attaching_is_refused_by_a_name_in_the_statement_but_not_by_a_bound_one() {
    on_every_runtime(async |app| {
        let answers = run(
            app,
            1,
            json!([
                { "sql": "ATTACH DATABASE '.data/beta.db' AS other" },
                { "sql": "ATTACH DATABASE ':memory:' AS scratch" },
                { "sql": "SELECT file FROM pragma_database_list WHERE name = 'main'" },
            ]),
        )
        .await;
        assert!(answers[0]["error"].as_str().unwrap().contains("not authorized"), "{}", answers[0]);
        assert_eq!(answers[1]["error"], Value::Null);

        // SQLite tells its authorizer a name only when the statement spells it: grants of databases hold between
        // components that do not attack each other, no further.
        let beta = last(&answers).as_str().unwrap().replace("alpha.db", "beta.db");
        let attach = json!([{ "sql": "ATTACH DATABASE ?1 AS other", "values": [beta] }]);
        assert_eq!(run(app, 1, attach).await[0]["error"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn the_257th_connection_of_an_instance_is_refused_and_closing_them_frees_all() {
    on_every_runtime(async |app| {
        for _ in 0..2 {
            let seen = app.ask("/beside/sql", &json!({ "database": "beside", "connections": 257 })).await;
            assert_eq!(seen["opened"], 256);
            assert_eq!(seen["refused"], "Error::Io(\"too many connections opened\")");
        }
    })
    .await;
}
