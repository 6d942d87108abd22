use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use uuid::Uuid;

/// What every operation knows of its request.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The request's id: made at the edge, passed along to the components it calls, given back in `x-request-id`.
    pub request_id: Uuid,
    /// The instant at which the request came, the one against which all its conditions are judged.
    pub now: Timestamp,
}

impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let absent = Context { request_id: Uuid::nil(), now: Timestamp::UNIX_EPOCH };
        Ok(parts.extensions.get().copied().unwrap_or(absent))
    }
}
