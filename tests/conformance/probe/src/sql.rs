//! A script run on connections to one database.

use crate::reply::{self, Reply};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use spin_sdk::http::Error;
use spin_sdk::sqlite::{Connection, Error as Refusal, QueryResult, RowResult, Value};

/// Steps to run, in order, on one or more connections opened first.
#[derive(Deserialize)]
pub(crate) struct Script {
    database: String,
    #[serde(default = "one")]
    connections: usize,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    /// Which of the connections.
    #[serde(default)]
    on: usize,
    sql: String,
    #[serde(default)]
    values: Vec<Json>,
    /// Read so many rows, then let go of the stream; all of them when absent.
    rows: Option<usize>,
}

fn one() -> usize {
    1
}

/// Opens the connections, runs the steps, and tells what each gave.
pub(crate) async fn run(script: Script) -> Result<Reply, Error> {
    let mut connections = Vec::new();
    for _ in 0..script.connections {
        match Connection::open(&script.database).await {
            Ok(connection) => connections.push(connection),
            Err(refusal) => {
                let refusal = format!("{refusal:?}");
                return reply::json(&json!({ "opened": connections.len(), "refused": refusal }));
            }
        }
    }
    let mut answers = Vec::new();
    for step in script.steps {
        let connection = connections.get(step.on).ok_or("no such connection")?;
        answers.push(take(connection, step).await);
    }
    reply::json(&json!({ "opened": connections.len(), "answers": answers }))
}

/// An error of `execute` and an error of its result are two different things to a caller.
async fn take(connection: &Connection, step: Step) -> Json {
    let values: Vec<Value> = step.values.iter().map(bound).collect();
    let result = match connection.execute(step.sql, values).await {
        Ok(result) => result,
        Err(refusal) => return json!({ "refused_at_once": format!("{refusal:?}") }),
    };
    let columns = result.columns().to_vec();
    let (rows, end) = match step.rows {
        None => match result.collect().await {
            Ok(rows) => (rows, Ok(())),
            Err(refusal) => (Vec::new(), Err(refusal)),
        },
        Some(count) => some_rows(result, count).await,
    };
    json!({
        "columns": columns,
        "rows": rows.iter().map(told).collect::<Vec<_>>(),
        "error": end.err().map(|refusal| format!("{refusal:?}")),
        "changes": connection.changes().await,
        "last_insert_rowid": connection.last_insert_rowid().await,
    })
}

async fn some_rows(mut result: QueryResult, count: usize) -> (Vec<RowResult>, Result<(), Refusal>) {
    let mut rows = Vec::new();
    while rows.len() < count
        && let Some(row) = result.next().await
    {
        rows.push(row);
    }
    let (_, stream, end) = result.into_inner();
    drop(stream);
    (rows, end.await)
}

/// `{"blob": [1, 2]}` stands for bytes; the other JSON scalars for themselves.
fn bound(value: &Json) -> Value {
    match value {
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => {
            number.as_i64().map_or_else(|| Value::Real(number.as_f64().unwrap_or_default()), Value::Integer)
        }
        Json::Object(object) => object
            .get("blob")
            .and_then(|bytes| serde_json::from_value(bytes.clone()).ok())
            .map_or(Value::Null, Value::Blob),
        _ => Value::Null,
    }
}

fn told(row: &RowResult) -> Json {
    row.values
        .iter()
        .map(|value| match value {
            Value::Null => Json::Null,
            Value::Integer(integer) => json!(integer),
            Value::Real(real) => json!(real),
            Value::Text(text) => json!(text),
            Value::Blob(bytes) => json!({ "blob": bytes }),
        })
        .collect()
}
