use platform::{OutboundError, Platform, new_uuid};
use uuid::Uuid;
use web::{CallError, Client, Context};

use crate::{APPEND_PATH, Event, Receipt};

/// How often an event whose fate is unknown is sent again, under the same id.
const ATTEMPTS: usize = 3;

/// The journal, as the other components reach it.
pub struct Journal<'a> {
    platform: &'a Platform,
    context: &'a Context,
}

/// Why an event has no receipt. **Whatever the variant, give no data.**
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// Whether the event is in the journal is unknown.
    #[error("the journal did not answer: {0}")]
    Unknown(CallError),
    /// The journal refuses the event as it is; it is not in the journal.
    #[error("the journal refuses the event: {0}")]
    Refused(CallError),
}

impl<'a> Journal<'a> {
    /// The journal for the length of one request.
    #[must_use]
    pub fn new(platform: &'a Platform, context: &'a Context) -> Self {
        Self { platform, context }
    }

    /// A new event's id. Keep it when trying again: the journal then gives the same receipt, and has the event once.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        new_uuid(self.context.now, &*self.platform.random)
    }

    /// Records `event`, and comes back once it is durable.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub async fn record(&self, event: Event) -> Result<Receipt, JournalError> {
        let client = Client::new(self.platform, self.context);
        let mut last = CallError::Unreadable;
        for _ in 0..ATTEMPTS {
            match client.post("audit", APPEND_PATH, &event).await {
                Ok(receipt) => return Ok(receipt),
                Err(CallError::Refused { status, slug }) if status.is_client_error() => {
                    return Err(JournalError::Refused(CallError::Refused { status, slug }));
                }
                // Asked again, a journal that let the time pass would let it pass again.
                Err(error @ CallError::Broken(OutboundError::TimedOut)) => {
                    return Err(JournalError::Unknown(error));
                }
                Err(error) => last = error,
            }
        }
        Err(JournalError::Unknown(last))
    }
}
