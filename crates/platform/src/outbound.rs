use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

/// Calls over HTTP, limited by the component's `allowed_outbound_hosts`.
#[async_trait]
pub trait Outbound: Send + Sync {
    /// Sends `request`, whose URI is absolute, and reads the whole answer.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, OutboundError>;
}

/// Why a call gave no answer. Whether the callee acted is unknown in every case but [`OutboundError::Denied`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The manifest does not allow this target.
    #[error("the target is not among the component's allowed hosts")]
    Denied,
    /// The answer is larger than this component reads.
    #[error("the answer is too large")]
    TooLarge,
    /// No whole answer came in time.
    #[error("no answer came in time")]
    TimedOut,
    /// The call broke before a whole answer came.
    #[error("the call failed: {0}")]
    Failed(String),
}

/// The URI of `path` in component `id` of this application (Spin's local service chaining).
#[must_use]
pub fn internal(id: &str, path: &str) -> String {
    format!("http://{id}.spin.internal{path}")
}
