use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

/// `GET /login/style.css`: the one style sheet of the pages.
pub(crate) async fn read_style() -> Response {
    let mut response = include_str!("../../templates/style.css").into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}
