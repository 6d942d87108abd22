use std::sync::Arc;

use access::{Principal, Scope};
use async_trait::async_trait;
use axum::extract::FromRequestParts;
use futures_util::future::{BoxFuture, ready};
use http::{HeaderMap, Method, Uri, request::Parts};

use crate::{Context, Problem, kinds, routes::Demanded, token::challenge};

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

    /// The same, with what others must still confirm left to be awaited.
    ///
    /// # Errors
    /// The problem to answer when the credentials prove nobody, whatever others say.
    async fn claim(&self, credentials: Credentials<'_>) -> Result<Claim, Problem> {
        Ok(Claim::new(self.authenticate(credentials).await?, ready(Ok(()))))
    }

    /// Says that the credentials, which were believed when the request began, prove the same at the instant of their
    /// context: what may be presented once is not asked for again.
    ///
    /// # Errors
    /// The problem to answer when they no longer do.
    async fn confirm(&self, credentials: Credentials<'_>) -> Result<(), Problem> {
        self.authenticate(credentials).await.map(drop)
    }
}

/// Who asks, as the credentials alone prove it. Whether the session lives, and whether the proof was never seen, is still
/// being asked: until [`Claim::confirm`], others may be asked questions on its behalf, and nothing more.
pub struct Claim {
    principal: Principal,
    confirmation: BoxFuture<'static, Result<(), Problem>>,
}

impl Claim {
    /// The claim to be `principal`, which holds once `confirmation` does.
    pub fn new(
        principal: Principal,
        confirmation: impl Future<Output = Result<(), Problem>> + Send + 'static,
    ) -> Self {
        Self { principal, confirmation: Box::pin(confirmation) }
    }

    /// Who it would be.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Who it is.
    ///
    /// # Errors
    /// The problem to answer when it does not hold.
    pub async fn confirm(self) -> Result<Principal, Problem> {
        self.confirmation.await.map(|()| self.principal)
    }
}

/// The principal of a request. An operation that takes it is reached by nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub Principal);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        claim(parts).await?.confirm().await.map(Self)
    }
}

/// The claim of a request. An operation that takes it confirms it beside its other questions.
pub struct Claimant(pub Claim);

impl<S: Send + Sync> FromRequestParts<S> for Claimant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        claim(parts).await.map(Self)
    }
}

/// The principal of a request that lasts, such as one whose body is read as it comes.
pub struct LastingCaller {
    /// Who it was when the request began.
    pub principal: Principal,
    authenticator: Arc<dyn Authenticator>,
    parts: Parts,
}

impl<S: Send + Sync> FromRequestParts<S> for LastingCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let principal = claim(parts).await?.confirm().await?;
        let authenticator = parts.extensions.get::<Arc<dyn Authenticator>>().cloned();
        let authenticator = authenticator.ok_or(Problem::new(kinds::UNAUTHENTICATED))?;
        Ok(Self { principal, authenticator, parts: parts.clone() })
    }
}

impl LastingCaller {
    /// Judges the caller again, at the instant of `context`.
    ///
    /// # Errors
    /// The problem to answer when they are no longer believed.
    pub async fn confirm(&self, context: Context) -> Result<(), Problem> {
        let Parts { method, uri, headers, .. } = &self.parts;
        self.authenticator.confirm(Credentials { method, uri, headers, context }).await
    }
}

/// Where the component declares no scope, nobody is anybody.
async fn claim(parts: &Parts) -> Result<Claim, Problem> {
    let (Some(authenticator), Some(context), Some(Demanded(Some(scope)))) = (
        parts.extensions.get::<Arc<dyn Authenticator>>().cloned(),
        parts.extensions.get::<Context>().copied(),
        parts.extensions.get::<Demanded>().copied(),
    ) else {
        return Err(Problem::new(kinds::UNAUTHENTICATED));
    };
    let credentials =
        Credentials { method: &parts.method, uri: &parts.uri, headers: &parts.headers, context };
    let claim = authenticator.claim(credentials).await?;
    if claim.principal().scopes.has(scope) { Ok(claim) } else { Err(out_of_scope(scope)) }
}

/// The token does not open this component (RFC 6750 §3.1).
fn out_of_scope(scope: Scope) -> Problem {
    Problem::new(kinds::INSUFFICIENT_SCOPE)
        .with("portee", scope.as_str())
        .with_challenge(challenge::out_of_scope(scope))
}
