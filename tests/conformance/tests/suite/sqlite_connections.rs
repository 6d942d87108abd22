//! Connections to SQLite databases: what is theirs, what they share, what they may open.

use crate::sqlite::{last, run, run_on};
use conformance::on_every_runtime;
use serde_json::{Value, json};

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
