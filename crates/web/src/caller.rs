use std::sync::Arc;

use access::Principal;
use async_trait::async_trait;
use axum::extract::FromRequestParts;
use http::{HeaderMap, Method, Uri, request::Parts};

use crate::{Context, Problem, kinds};

/// What proves who asks: the headers, and what a proof of possession binds (RFC 9449 §4.2).
pub struct Credentials<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// The request's path and query, as received. Its authority is the client's word and proves nothing.
    pub uri: &'a Uri,
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The request's id and instant.
    pub context: Context,
}

/// Tells who asks, from a request's credentials.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// The principal whom the credentials prove.
    ///
    /// # Errors
    /// The problem to answer when they prove nobody.
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Principal, Problem>;
}

/// The principal of a request. An operation that takes it is reached by nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub Principal);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let (Some(authenticator), Some(context)) = (
            parts.extensions.get::<Arc<dyn Authenticator>>().cloned(),
            parts.extensions.get::<Context>().copied(),
        ) else {
            return Err(Problem::new(kinds::UNAUTHENTICATED));
        };
        let credentials =
            Credentials { method: &parts.method, uri: &parts.uri, headers: &parts.headers, context };
        authenticator.authenticate(credentials).await.map(Self)
    }
}
