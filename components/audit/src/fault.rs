use platform::{SettingError, SqlError};
use web::{Context, Problem, kinds};

use crate::problems;

/// Why the journal could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JournalFault {
    /// The database did not do it; for a write, whether it did is unknown.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// A variable is missing or wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The log does not agree with itself.
    #[error(
        "the journal is damaged: {0}. Nothing is appended. Keep the files as they are, restore the last backup beside \
         them, and compare both with the published checkpoints"
    )]
    Damaged(String),
    /// The same id was used for another event.
    #[error("the event id is already that of another event")]
    OtherEvent,
    /// The event is longer than an entry may be.
    #[error("the event is too long")]
    TooLong,
}

impl JournalFault {
    /// The problem to answer. What concerns the infrastructure is logged here.
    pub(crate) fn problem(&self, context: &Context) -> Problem {
        match self {
            Self::Sql(cause) => Problem::fault(context, "journal-store", cause),
            Self::Setting(cause) => Problem::fault(context, "journal-settings", cause),
            Self::Damaged(_) => {
                platform::log_fault(&context.request_id.to_string(), "journal-damaged", self);
                Problem::new(problems::DAMAGED)
            }
            Self::OtherEvent => Problem::new(problems::OTHER_EVENT),
            Self::TooLong => Problem::new(kinds::TOO_LARGE),
        }
    }
}
