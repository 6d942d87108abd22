//! A request to another component, or to the outside.

use crate::reply::{self, Reply};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{Error, FullBody, send};

/// The request to send.
#[derive(Deserialize)]
pub(crate) struct Call {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

/// Sends it and tells status, headers and body, or the refusal.
pub(crate) async fn run(call: Call) -> Result<Reply, Error> {
    let mut request = http::Request::builder().method(call.method.as_str()).uri(call.url);
    for (name, value) in call.headers {
        request = request.header(name, value);
    }
    match send(request.body(FullBody::new(Bytes::from(call.body)))?).await {
        Err(refusal) => reply::json(&json!({ "refused": format!("{refusal:?}") })),
        Ok(response) => {
            let (head, body) = response.into_parts();
            let body = body.bytes().await?;
            reply::json(&json!({
                "status": head.status.as_u16(),
                "headers": head.headers.iter()
                    .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
                    .collect::<Vec<_>>(),
                "body": String::from_utf8_lossy(&body),
            }))
        }
    }
}
