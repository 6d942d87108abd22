//! Variables, by name.

use crate::reply::{self, Reply};
use serde_json::json;
use spin_sdk::http::Error;
use spin_sdk::variables;

/// Tells each name's value, or why it is refused.
pub(crate) async fn read(names: Vec<String>) -> Result<Reply, Error> {
    let mut answers = Vec::new();
    for name in names {
        answers.push(match variables::get(name).await {
            Ok(value) => json!({ "value": value }),
            Err(refusal) => json!({ "refused": format!("{refusal:?}") }),
        });
    }
    reply::json(&answers)
}
