use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

const CACHED: &str = "public, max-age=300";

/// `GET /openapi.json`: what this version of the application promises.
pub(crate) async fn read_contract(headers: HeaderMap) -> Response {
    static TAG: OnceLock<String> = OnceLock::new();
    let tag = TAG.get_or_init(|| format!("\"{}\"", hex::encode(Sha256::digest(DOCUMENT))));
    let headers_given = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, CACHED)];
    if is_known(&headers, tag) {
        return (StatusCode::NOT_MODIFIED, headers_given).into_response();
    }
    (headers_given, [(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

/// Whether the asker has the version of this tag (RFC 9110 §13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|values| values.split(',')).map(str::trim);
    known.any(|value| value == "*" || value.trim_start_matches("W/") == tag)
}
