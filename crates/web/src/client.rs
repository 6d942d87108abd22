use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Method, Request, Response, StatusCode, header};
use platform::{OutboundError, Platform, internal};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Context, app::REQUEST_ID};

/// How long an answer is waited for: longer than the five seconds that a component waits for its database, so that it is
/// the one to say what is wrong.
const PATIENCE: Duration = Duration::from_secs(6);

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
        let answer = self.send(request).await?;
        if !answer.status().is_success() {
            return Err(CallError::Refused { status: answer.status(), slug: slug(answer.body()) });
        }
        serde_json::from_slice(answer.body()).map_err(|_| CallError::Unreadable)
    }

    /// The time-outs of a WASI request would not do: Spin does not apply them to a call between components.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, OutboundError> {
        match select(self.platform.outbound.send(request), self.platform.clock.sleep(PATIENCE)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => Err(OutboundError::TimedOut),
        }
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
