use std::convert::Infallible;

use access::Scope;
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request},
    handler::Handler,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use http::Method;

use crate::{
    BODY_CAP, Problem, accept::accepts, arrival::receive, encoding::refuse_encoded, is_chained, kinds,
};

/// Who can reach a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Exposure {
    /// Anyone, through a route of `spin.toml`.
    Public,
    /// Other components of this application only, by chaining.
    Private,
}

/// A row of the table of routes, for the tests that compare it with the policies and the contract.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RouteInfo {
    /// Its method.
    pub method: String,
    /// Its path, parameters in braces.
    pub path: &'static str,
    /// The operation: the same words name its file, its function, its `operationId` and its Cedar action.
    pub operation: &'static str,
    /// Who can reach it.
    pub exposure: Exposure,
    /// The scope that a caller's token must have; none when the component has no callers.
    #[serde(skip)]
    pub scope: Option<Scope>,
    /// Its limits and formats.
    #[serde(skip)]
    pub format: Format,
}

/// The table of routes of a component, from which both its router and its description are made.
pub struct Routes<S> {
    router: Router<S>,
    table: Vec<RouteInfo>,
    scope: Option<Scope>,
}

/// The scope that the routes of a component demand of their callers.
#[derive(Clone, Copy)]
pub(crate) struct Demanded(pub(crate) Option<Scope>);

/// Limits and formats of one route, where they differ from the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Largest body read, in bytes.
    pub body_cap: usize,
    /// Media type of a successful answer.
    pub produces: &'static str,
    /// Whether the operation reads the body as it comes, with [`crate::BodyStream`].
    pub is_streamed: bool,
}

impl Default for Format {
    fn default() -> Self {
        Self { body_cap: BODY_CAP, produces: "application/json", is_streamed: false }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No route yet, and no caller on any.
    #[must_use]
    pub fn new() -> Self {
        Self { router: Router::new(), table: Vec::new(), scope: None }
    }

    /// No route yet; whoever calls one must hold a token with this scope.
    #[must_use]
    pub fn in_scope(scope: Scope) -> Self {
        Self { scope: Some(scope), ..Self::new() }
    }

    /// A public route, JSON in and out.
    #[must_use]
    pub fn public<H: Handler<T, S>, T: 'static>(
        self,
        method: Method,
        path: &'static str,
        operation: &'static str,
        handler: H,
    ) -> Self {
        self.public_as(method, path, operation, Format::default(), handler)
    }

    /// A public route with limits or formats of its own.
    #[must_use]
    pub fn public_as<H: Handler<T, S>, T: 'static>(
        self,
        method: Method,
        path: &'static str,
        operation: &'static str,
        format: Format,
        handler: H,
    ) -> Self {
        let service: MethodRouter<S> = on(filter(&method), handler)
            .layer::<_, Infallible>(from_fn(move |request, next| receive(format, request, next)))
            .layer::<_, Infallible>(from_fn(move |request, next| negotiate(format.produces, request, next)))
            .layer(DefaultBodyLimit::max(format.body_cap));
        let (method, exposure, scope) = (method.to_string(), Exposure::Public, self.scope);
        self.add(RouteInfo { method, path, operation, exposure, scope, format }, service)
    }

    /// A private route, JSON in and out. Two locks: no public route of `spin.toml` leads to its path, and a request
    /// that did not come by chaining is answered as an unknown path.
    #[must_use]
    pub fn private<H: Handler<T, S>, T: 'static>(
        self,
        method: Method,
        path: &'static str,
        operation: &'static str,
        handler: H,
    ) -> Self {
        let format = Format::default();
        let service: MethodRouter<S> = on(filter(&method), handler)
            .layer::<_, Infallible>(from_fn(move |request, next| receive(format, request, next)))
            .layer(from_fn(only_chained));
        let (method, exposure) = (method.to_string(), Exposure::Private);
        self.add(RouteInfo { method, path, operation, exposure, scope: None, format }, service)
    }

    fn add(mut self, route: RouteInfo, service: MethodRouter<S>) -> Self {
        let service = service.layer::<_, Infallible>(from_fn(refuse_encoded));
        let router = self.router.route(route.path, service);
        self.table.push(route);
        Self { router, ..self }
    }

    /// The table, in the order in which it was written.
    #[must_use]
    pub fn table(&self) -> &[RouteInfo] {
        &self.table
    }

    pub(crate) fn into_router(self, state: S) -> Router {
        self.router
            .fallback(|| async { Problem::new(kinds::NOT_FOUND) })
            .method_not_allowed_fallback(|| async { Problem::new(kinds::METHOD_NOT_ALLOWED) })
            .layer(DefaultBodyLimit::max(BODY_CAP))
            .layer(Extension(Demanded(self.scope)))
            .with_state(state)
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

fn filter(method: &Method) -> MethodFilter {
    match *method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::PATCH => MethodFilter::PATCH,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}

async fn negotiate(produces: &'static str, request: Request, next: Next) -> Response {
    if accepts(request.headers(), produces) {
        next.run(request).await
    } else {
        Problem::new(kinds::NOT_ACCEPTABLE).into_response()
    }
}

async fn only_chained(request: Request, next: Next) -> Response {
    if is_chained(request.headers()) {
        next.run(request).await
    } else {
        Problem::new(kinds::NOT_FOUND).into_response()
    }
}
