use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Problem, kinds};

/// What every operation knows of its request.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The request's id: made at the edge, passed along to the components it calls, given back in `x-request-id`.
    pub request_id: Uuid,
    /// The instant at which the request came, the one against which all its conditions are judged.
    pub now: Timestamp,
}

impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = Problem;

    /// Refuses when there is none: judged at any other instant, what has expired could pass for being in force.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::new(kinds::UNAVAILABLE))
    }
}
