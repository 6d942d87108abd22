use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};

use crate::{Problem, kinds};

/// Refuses a body whose coding no component reads, before anything is read of it: read as it is, it would pass for
/// malformed data. The answer says what is taken (RFC 9110 §12.5.3, §15.5.16).
pub(crate) async fn refuse_encoded(request: Request, next: Next) -> Response {
    if is_identity(request.headers()) {
        return next.run(request).await;
    }
    let mut response = Problem::new(kinds::UNSUPPORTED_ENCODING).into_response();
    response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    response
}

/// Whether the body is as it is: no coding, or the name of none (RFC 9110 §8.4.1, §12.5.3).
fn is_identity(headers: &HeaderMap) -> bool {
    let is_none = |coding: &str| coding.is_empty() || coding.eq_ignore_ascii_case("identity");
    let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
    values.all(|value| value.to_str().is_ok_and(|codings| codings.split(',').map(str::trim).all(is_none)))
}
