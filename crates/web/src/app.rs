use std::sync::Arc;

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use platform::{Platform, new_uuid};
use tower_service::Service;
use uuid::Uuid;

use crate::{Authenticator, Problem, Routes, arrival::Arrival, is_chained, kinds};

/// The id of a request, given back to the caller and passed along to the components it calls.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers of every answer that does not set its own. `no-store`: an answer may hold a beneficiary's data.
const HEADERS: &[(HeaderName, &str)] = &[
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// A component's HTTP side: built once per instance, then asked for each request.
pub struct App {
    router: Router,
    platform: Platform,
    authenticator: Option<Arc<dyn Authenticator>>,
}

impl App {
    /// The component with these routes and this state.
    pub fn new<S: Clone + Send + Sync + 'static>(routes: Routes<S>, state: S, platform: Platform) -> Self {
        Self { router: routes.into_router(state), platform, authenticator: None }
    }

    /// From now on `authenticator` tells who asks; without one, nobody is anybody.
    #[must_use]
    pub fn authenticated_by(self, authenticator: Arc<dyn Authenticator>) -> Self {
        Self { authenticator: Some(authenticator), ..self }
    }

    /// Answers one request. Whatever happens, the answer is whole, has its length, and is a problem when it is an error.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let arrival = self.arrival(&request);
        let request_id = arrival.request_id;
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(arrival);
        if let Some(authenticator) = &self.authenticator {
            request.extensions_mut().insert(authenticator.clone());
        }
        let is_head = request.method() == Method::HEAD;
        let Ok(response) = self.router.clone().call(request).await;
        let mut response = finish(response, request_id).await;
        if is_head || is_bodiless(response.status()) {
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        response
    }

    /// An id that came by chaining is kept, so that one act has one id in all components; one from outside is not
    /// trusted.
    fn arrival<B>(&self, request: &Request<B>) -> Arrival {
        let Platform { clock, random, .. } = &self.platform;
        let received = request.headers().get(REQUEST_ID).filter(|_| is_chained(request.headers()));
        let received = received.and_then(|value| Uuid::try_parse_ascii(value.as_bytes()).ok());
        let request_id = received.unwrap_or_else(|| new_uuid(clock.now(), &**random));
        Arrival { request_id, clock: clock.clone() }
    }
}

/// Answers that have no body tell no length: zero would be a lie about what a `GET` gives (RFC 9110 §8.6), and a host holds
/// the length that is told against the bytes that come.
fn is_bodiless(status: StatusCode) -> bool {
    matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}

/// After how many seconds to try again where the answer did not say (RFC 9110 §10.2.3, RFC 6585 §4).
fn patience(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => Some("5"),
        StatusCode::TOO_MANY_REQUESTS => Some("60"),
        _ => None,
    }
}

async fn finish(response: Response<Body>, request_id: Uuid) -> Response<Full<Bytes>> {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body.collect().await else {
        return Box::pin(finish(
            axum::response::IntoResponse::into_response(Problem::new(kinds::UNAVAILABLE)),
            request_id,
        ))
        .await;
    };
    let body = body.to_bytes();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    if let Ok(value) = HeaderValue::from_str(&request_id.to_string()) {
        parts.headers.insert(REQUEST_ID, value);
    }
    if let Some(seconds) = patience(parts.status) {
        parts.headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static(seconds));
    }
    for (name, value) in HEADERS {
        parts.headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    Response::from_parts(parts, Full::new(body))
}
