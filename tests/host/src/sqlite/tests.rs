use std::path::Path;

use tempfile::TempDir;

use super::{Connection, Error, Outcome, Streaming, Value};
use crate::runtime_config::{Kind, SqliteDatabase};

fn connection(path: Option<&Path>) -> Connection {
    Connection::new(SqliteDatabase {
        kind: Kind::Spin,
        path: path.map(Path::to_owned),
        allow_attach_file: false,
    })
}

fn file() -> (TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let connection = connection(Some(&folder.path().join("a.db")));
    (folder, connection)
}

/// Runs a statement to its end: its columns, the first value of each row, how it ended.
async fn run(
    connection: &Connection,
    statement: &str,
    outcome: Outcome,
) -> (Vec<String>, Vec<i64>, Result<(), Error>) {
    let streaming = connection.stream(statement.to_owned(), Vec::new(), outcome).await.unwrap();
    let Streaming { columns, mut rows, end } = streaming;
    let mut values = Vec::new();
    while let Some(row) = rows.recv().await {
        let Value::Integer(number) = row.values[0] else { panic!("not an integer: {row:?}") };
        values.push(number);
    }
    (columns, values, end.await.unwrap())
}

async fn works(connection: &Connection, statement: &str) -> Vec<i64> {
    let (_, rows, end) = run(connection, statement, Outcome::Normal).await;
    end.unwrap();
    rows
}

#[tokio::test]
async fn an_error_is_told_at_the_end_and_never_by_the_call() {
    let (_folder, connection) = file();
    let (columns, rows, end) = run(&connection, "SELECT nothing", Outcome::Normal).await;
    assert_eq!((columns, rows), (Vec::new(), Vec::new()));
    assert!(matches!(end, Err(Error::Io(text)) if text.contains("nothing")));
}

#[tokio::test]
async fn only_the_first_statement_runs() {
    let (_folder, connection) = file();
    works(&connection, "CREATE TABLE t (a INTEGER); CREATE TABLE u (a INTEGER)").await;
    assert_eq!(works(&connection, "SELECT count(*) FROM sqlite_master").await, [1]);
}

#[tokio::test]
async fn every_connection_without_a_path_has_a_database_of_its_own() {
    let (first, second) = (connection(None), connection(None));
    works(&first, "CREATE TABLE t (a INTEGER)").await;
    assert_eq!(works(&second, "SELECT count(*) FROM sqlite_master").await, [0]);
}

#[tokio::test]
async fn no_file_is_attached() {
    let (folder, connection) = file();
    let attach = format!("ATTACH '{}' AS other", folder.path().join("other.db").display());
    assert!(run(&connection, &attach, Outcome::Normal).await.2.is_err());
    assert!(run(&connection, "ATTACH ':memory:' AS other", Outcome::Normal).await.2.is_ok());
}

#[tokio::test]
async fn a_statement_failed_before_leaves_no_trace_and_one_failed_after_does() {
    let (_folder, connection) = file();
    works(&connection, "CREATE TABLE t (a INTEGER)").await;
    for (outcome, rows) in [(Outcome::FailBefore, 0), (Outcome::FailAfter, 1)] {
        assert!(run(&connection, "INSERT INTO t VALUES (1)", outcome).await.2.is_err());
        assert_eq!(works(&connection, "SELECT count(*) FROM t").await, [rows]);
    }
}

#[tokio::test]
async fn rows_left_aside_end_the_statement_with_an_error() {
    let (_folder, connection) = file();
    let numbers =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n";
    let streaming = connection.stream(numbers.to_owned(), Vec::new(), Outcome::Normal).await.unwrap();
    drop(streaming.rows);
    assert!(matches!(streaming.end.await.unwrap(), Err(Error::Io(text)) if text == "row send error"));
    assert_eq!(works(&connection, numbers).await.len(), 100);
}

#[tokio::test]
async fn a_text_that_is_not_utf8_makes_the_connection_unusable() {
    let (_folder, connection) = file();
    let broken = connection.stream("SELECT CAST(x'ff' AS TEXT)".to_owned(), Vec::new(), Outcome::Normal);
    assert!(broken.await.unwrap().end.await.is_err());
    let next = connection.stream("SELECT 1".to_owned(), Vec::new(), Outcome::Normal).await;
    assert!(matches!(next, Err(Error::Io(_))));
    assert!(connection.changes().is_err());
}

#[tokio::test]
async fn values_come_back_as_they_went() {
    let (_folder, connection) = file();
    let given = vec![
        Value::Integer(i64::MIN),
        Value::Real(0.5),
        Value::Text("é".to_owned()),
        Value::Blob(vec![0, 255]),
        Value::Null,
    ];
    let result =
        connection.query("SELECT ?1, ?2, ?3, ?4, ?5".to_owned(), given, Outcome::Normal).await.unwrap();
    let back = &result.rows[0].values;
    assert!(matches!(
        back.as_slice(),
        [Value::Integer(i64::MIN), Value::Real(0.5), Value::Text(text), Value::Blob(bytes), Value::Null]
            if text == "é" && bytes == &[0, 255]
    ));
}
