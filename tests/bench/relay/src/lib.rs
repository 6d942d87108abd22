//! Passes events on to the journal, which only components reach.
#![cfg(target_family = "wasm")]

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, Uri, header};
use http_body_util::{BodyExt, Full};
use spin_sdk::{
    http::{Request as Received, send},
    http_service,
    wasip3::http::types::ErrorCode,
};

#[http_service]
async fn relay(received: Received) -> Result<Response<Full<Bytes>>, ErrorCode> {
    let mut request = Request::new(Full::new(received.into_body().collect().await?.to_bytes()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static("http://audit.spin.internal/prive/evenements");
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let (parts, body) = send(request).await?.into_parts();
    Ok(Response::from_parts(parts, Full::new(body.collect().await?.to_bytes())))
}
