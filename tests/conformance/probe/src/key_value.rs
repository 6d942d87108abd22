//! A script run on a key-value store.

use crate::reply::{self, Reply};
use serde::Deserialize;
use serde_json::{Value, json};
use spin_sdk::http::Error;
use spin_sdk::key_value::{Error as Refusal, Store};

/// Steps to run, in order, on one open store.
#[derive(Deserialize)]
pub(crate) struct Script {
    store: String,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Set(String, String),
    Get(String),
    Exists(String),
    Delete(String),
    Keys,
}

/// Opens the store, runs the steps, and tells what each gave.
pub(crate) async fn run(script: Script) -> Result<Reply, Error> {
    let store = match Store::open(script.store).await {
        Ok(store) => store,
        Err(refusal) => return reply::json(&json!({ "refused": format!("{refusal:?}") })),
    };
    let mut answers = Vec::new();
    for step in script.steps {
        answers.push(
            take(&store, step).await.unwrap_or_else(|refusal| json!({ "error": format!("{refusal:?}") })),
        );
    }
    reply::json(&json!({ "answers": answers }))
}

async fn take(store: &Store, step: Step) -> Result<Value, Refusal> {
    Ok(match step {
        Step::Set(key, value) => json!(store.set(key, value).await?),
        Step::Get(key) => {
            json!(store.get(key).await?.map(|value| String::from_utf8_lossy(&value).into_owned()))
        }
        Step::Exists(key) => json!(store.exists(key).await?),
        Step::Delete(key) => json!(store.delete(key).await?),
        Step::Keys => json!(store.get_keys().await.collect().await?),
    })
}
