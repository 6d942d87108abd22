use axum::extract::{FromRequestParts, Path as Captured};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::{Problem, kinds};

/// The parameters of a route's path. A path whose parameters do not have their form is an address that no service has.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let captured = Captured::from_request_parts(parts, state).await;
        captured.map(|Captured(value)| Self(value)).map_err(|_| Problem::new(kinds::NOT_FOUND))
    }
}
