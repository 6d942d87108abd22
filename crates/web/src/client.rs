use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use platform::{OutboundError, Platform, internal};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Context, app::REQUEST_ID};

/// Asks other components of this application their private questions, under the request's id.
pub struct Client<'a> {
    platform: &'a Platform,
    context: &'a Context,
}

/// Why a component gave no answer that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The call broke. **Whether the callee acted is unknown.**
    #[error(transparent)]
    Broken(#[from] OutboundError),
    /// The callee refused, with a problem of this slug (empty when its answer was no problem document).
    #[error("refused with status {status}: {slug}")]
    Refused {
        /// Its status.
        status: StatusCode,
        /// Last segment of the problem's type.
        slug: String,
    },
    /// The answer is not what this question expects.
    #[error("the answer cannot be read")]
    Unreadable,
}

impl<'a> Client<'a> {
    /// A client for the length of one request.
    #[must_use]
    pub fn new(platform: &'a Platform, context: &'a Context) -> Self {
        Self { platform, context }
    }

    /// Asks `GET path` of component `id`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn get<T: DeserializeOwned>(&self, id: &str, path: &str) -> Result<T, CallError> {
        self.call(Method::GET, id, path, Bytes::new()).await
    }

    /// Asks `POST path` of component `id`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn post<T: DeserializeOwned>(
        &self,
        id: &str,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, CallError> {
        let body = serde_json::to_vec(body).map_err(|_| CallError::Unreadable)?;
        self.call(Method::POST, id, path, body.into()).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        id: &str,
        path: &str,
        body: Bytes,
    ) -> Result<T, CallError> {
        let request = Request::builder()
            .method(method)
            .uri(internal(id, path))
            .header(REQUEST_ID, self.context.request_id.to_string())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .map_err(|error| OutboundError::Failed(error.to_string()))?;
        let answer = self.platform.outbound.send(request).await?;
        if !answer.status().is_success() {
            return Err(CallError::Refused { status: answer.status(), slug: slug(answer.body()) });
        }
        serde_json::from_slice(answer.body()).map_err(|_| CallError::Unreadable)
    }
}

fn slug(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Document {
        r#type: String,
    }
    let document = serde_json::from_slice::<Document>(body).ok();
    let slug = document.and_then(|document| document.r#type.rsplit('/').next().map(str::to_owned));
    slug.unwrap_or_default()
}
