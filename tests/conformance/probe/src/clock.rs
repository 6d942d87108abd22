//! What time the host says it is.

use crate::reply::{self, Reply};
use serde_json::json;
use spin_sdk::http::Error;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the wall clock, in milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the host's clock is what is probed")]
pub(crate) fn read() -> Result<Reply, Error> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    reply::json(&json!({ "milliseconds": now.as_millis() }))
}
