use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use platform::Clock;
use uuid::Uuid;

use crate::{Problem, kinds};

/// What every operation knows of its request.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The request's id: made at the edge, passed along to the components it calls, given back in `x-request-id`.
    pub request_id: Uuid,
    /// The instant at which the request was whole, the one against which all its conditions are judged.
    pub now: Timestamp,
}

/// How old the instant of a judgement may be when what it grants is given. A token whose clock is late by as much is
/// believed as well.
const FRESH: SignedDuration = SignedDuration::from_secs(10);

impl Context {
    /// The same request at the present instant, for what is judged after a wait.
    #[must_use]
    pub fn at_present(&self, clock: &dyn Clock) -> Self {
        Self { now: clock.now(), ..*self }
    }

    /// Refuses to act on what was judged too long ago: what held then may have ended since.
    ///
    /// # Errors
    /// [`kinds::UNAVAILABLE`], which asks to try again.
    pub fn require_fresh(&self, clock: &dyn Clock) -> Result<(), Problem> {
        let age = clock.now().duration_since(self.now);
        if age <= FRESH { Ok(()) } else { Err(Problem::fault(self, "judged-too-long-ago", &age)) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = Problem;

    /// Refuses when there is none: judged at any other instant, what has expired could pass for being in force.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get().copied().ok_or_else(|| Problem::new(kinds::UNAVAILABLE))
    }
}
