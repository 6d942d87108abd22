//! Passes requests on to the private routes that components alone reach: `POST /<component>/<path>` is `POST /<path>` of
//! that component, where the bench's manifest allows it.
#![cfg(target_family = "wasm")]

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use spin_sdk::{
    http::{Request as Received, send},
    http_service,
    wasip3::http::types::ErrorCode,
};

#[http_service]
async fn relay(received: Received) -> Result<Response<Full<Bytes>>, ErrorCode> {
    let asked = received.uri().path().trim_start_matches('/');
    let (component, path) = asked.split_once('/').unwrap_or((asked, ""));
    let target = format!("http://{component}.spin.internal/{path}");
    let target = target.parse().map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
    let mut request = Request::new(Full::new(received.into_body().collect().await?.to_bytes()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target;
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let (parts, body) = send(request).await?.into_parts();
    Ok(Response::from_parts(parts, Full::new(body.collect().await?.to_bytes())))
}
