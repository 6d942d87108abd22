//! The request as the guest sees it.

use crate::reply::{self, Reply};
use serde_json::json;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{Error, Request};

/// Longer bodies are measured, not repeated.
const REPEATED: usize = 1024;

/// Tells method, target, headers in their order, and body.
pub(crate) async fn tell(request: Request) -> Result<Reply, Error> {
    let (head, body) = request.into_parts();
    let body = body.bytes().await?;
    let headers: Vec<(&str, String)> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    reply::json(&json!({
        "method": head.method.as_str(),
        "authority": head.uri.authority().map(|authority| authority.as_str()),
        "path": head.uri.path(),
        "query": head.uri.query(),
        "headers": headers,
        "length": body.len(),
        "body": (body.len() <= REPEATED).then(|| String::from_utf8_lossy(&body)),
    }))
}
