use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use web::{Context, Json};

/// An error of the OAuth endpoints, in the form of RFC 6749 §5.2, which their clients read. It repeats nothing of the
/// request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
    challenge: Option<&'static str>,
}

impl OAuthError {
    const fn new(status: StatusCode, error: &'static str, description: &'static str) -> Self {
        Self { status, error, description, challenge: None }
    }

    pub(crate) const fn bad_request(error: &'static str, description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, description)
    }

    pub(crate) const fn invalid_request(description: &'static str) -> Self {
        Self::bad_request("invalid_request", description)
    }

    pub(crate) const fn invalid_grant(description: &'static str) -> Self {
        Self::bad_request("invalid_grant", description)
    }

    pub(crate) const fn invalid_proof(description: &'static str) -> Self {
        Self::bad_request("invalid_dpop_proof", description)
    }

    pub(crate) fn invalid_scope() -> Self {
        Self::bad_request("invalid_scope", "the client may not ask for this scope")
    }

    pub(crate) fn unauthorized_client() -> Self {
        Self::bad_request("unauthorized_client", "the client is not registered for this grant")
    }

    pub(crate) const fn invalid_client(description: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    /// The client authenticated in the header: the answer must name a scheme there (RFC 6749 §5.2).
    pub(crate) const fn invalid_header(description: &'static str) -> Self {
        Self { challenge: Some("Basic realm=\"oauth\""), ..Self::invalid_client(description) }
    }

    /// The form cannot be read: 413 when it is too large (RFC 9126 §2.3).
    pub(crate) const fn unreadable(status: StatusCode) -> Self {
        Self::new(status, "invalid_request", "the body is too large or cannot be read")
    }

    /// A fault of the infrastructure, logged once and opaque to the client.
    pub(crate) fn fault(context: &Context, code: &'static str, cause: &dyn std::fmt::Display) -> Self {
        platform::log_fault(&context.request_id.to_string(), code, cause);
        let description = "nothing was granted; try again in a few moments";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", description)
    }

    /// Its code.
    pub(crate) fn code(&self) -> &'static str {
        self.error
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let document = serde_json::json!({"error": self.error, "error_description": self.description});
        let challenge = self.challenge.map(|challenge| [(header::WWW_AUTHENTICATE, challenge)]);
        (self.status, challenge, Json(document)).into_response()
    }
}
