//! The least a component can do.
#![cfg(target_family = "wasm")]

use bytes::Bytes;
use http::{Response, header};
use http_body_util::Full;
use spin_sdk::{http::Request, http_service};

#[http_service]
async fn hello(_request: Request) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"hello")));
    response.headers_mut().insert(header::CONTENT_LENGTH, 5.into());
    response
}
