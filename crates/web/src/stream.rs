use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, BodyDataStream},
    extract::{FromRequest, Request},
};
use bytes::Bytes;
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use platform::Clock;

use crate::{
    Problem,
    arrival::{Arrival, within},
    kinds,
};

/// How long each part of the body is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the whole may take: ten times an import of 100,000 dossiers (69 s, 2026-11-26), rounded up.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// The body of a route that reads it as it comes ([`crate::Format::is_streamed`]), part by part. The instant of its request is
/// the one of the headers: whatever is kept of it is judged again by [`crate::LastingCaller::confirm`].
pub struct BodyStream {
    parts: BodyDataStream,
    clock: Arc<dyn Clock>,
    deadline: Timestamp,
}

/// Why the rest of a body does not come.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It is too slow.
    #[error("the body did not come in time")]
    TooSlow,
    /// The connection broke.
    #[error(transparent)]
    Broken(#[from] axum::Error),
}

impl<S: Send + Sync> FromRequest<S> for BodyStream {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let arrival = request.extensions().get::<Arrival>().cloned();
        let Arrival { clock, .. } = arrival.ok_or(Problem::new(kinds::UNAVAILABLE))?;
        Ok(Self::new(request.into_body(), clock))
    }
}

impl BodyStream {
    /// The parts of `body`, whose deadlines begin now.
    #[must_use]
    pub fn new(body: Body, clock: Arc<dyn Clock>) -> Self {
        let deadline = clock.now().saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
        Self { parts: body.into_data_stream(), clock, deadline }
    }

    /// The next part; nothing at the end.
    ///
    /// # Errors
    /// See [`BodyError`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.clock.now() >= self.deadline {
            return Err(BodyError::TooSlow);
        }
        let part = within(&*self.clock, PATIENCE, self.parts.next()).await;
        Ok(part.ok_or(BodyError::TooSlow)?.transpose()?)
    }
}
