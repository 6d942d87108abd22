//! What goes in and out: JSON asked, JSON answered, or a response built exactly as told.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{Error, FullBody, Request};

/// A whole response.
pub(crate) type Reply = http::Response<FullBody<Bytes>>;

/// Reads what a request asks.
pub(crate) async fn asked<T: DeserializeOwned>(request: Request) -> Result<T, Error> {
    let body = request.into_body().bytes().await?;
    serde_json::from_slice(&body).map_err(|error| Error::other(error.to_string()))
}

/// Answers 200 with a JSON body and its length.
pub(crate) fn json(answer: &impl Serialize) -> Result<Reply, Error> {
    let body = serde_json::to_vec(answer).map_err(|error| Error::other(error.to_string()))?;
    let mut reply = http::Response::new(FullBody::new(Bytes::new()));
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply.headers_mut().insert(CONTENT_LENGTH, body.len().into());
    *reply.body_mut() = FullBody::new(body.into());
    Ok(reply)
}

/// The response a request wants to see.
#[derive(Deserialize)]
pub(crate) struct Told {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Answers with that status, those headers and that body, and nothing of its own.
pub(crate) fn as_told(told: &Told) -> Result<Reply, Error> {
    let mut reply = http::Response::builder().status(told.status);
    for (name, value) in &told.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(http::Error::from)?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(http::Error::from)?;
        reply = reply.header(name, value);
    }
    Ok(reply.body(FullBody::new(Bytes::copy_from_slice(told.body.as_bytes())))?)
}
