use platform::{SettingError, SqlError};
use web::{Context, Kind, Problem, kinds};

use crate::problems;

/// Why the journal could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JournalFault {
    /// The database did not do it; for a write, whether it did is unknown.
    #[error(transparent)]
    Sql(SqlError),
    /// A variable is missing or wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The log does not agree with itself.
    #[error(
        "the journal is damaged: {0}. Nothing is appended. Keep the files as they are, restore the last backup beside \
         them, and compare both with the published checkpoints"
    )]
    Damaged(String),
    /// There is no room left.
    #[error(
        "the journal has no room left: {0}. Nothing is appended until there is some; what has a receipt is safe"
    )]
    Full(String),
    /// The same id was used for another event.
    #[error("the event id is already that of another event")]
    OtherEvent,
    /// The event is longer than an entry may be.
    #[error("the event is too long")]
    TooLong,
}

impl From<SqlError> for JournalFault {
    /// Tells what an operator must act on by SQLite's own words: Spin passes no code. Nothing is decided by them.
    fn from(error: SqlError) -> Self {
        let says = |words: &str| matches!(&error, SqlError::Failed(cause) if cause.contains(words));
        if says("malformed") || says("is not a database") || matches!(error, SqlError::Decode { .. }) {
            Self::Damaged(error.to_string())
        } else if says("is full") {
            Self::Full(error.to_string())
        } else {
            Self::Sql(error)
        }
    }
}

impl JournalFault {
    /// The problem to answer. What concerns the infrastructure is logged here.
    pub(crate) fn problem(&self, context: &Context) -> Problem {
        match self {
            Self::Sql(cause) => Problem::fault(context, "journal-store", cause),
            Self::Setting(cause) => Problem::fault(context, "journal-settings", cause),
            Self::Damaged(_) => self.logged(context, "journal-damaged", problems::DAMAGED),
            Self::Full(_) => self.logged(context, "journal-full", problems::FULL),
            Self::OtherEvent => Problem::new(problems::OTHER_EVENT),
            Self::TooLong => Problem::new(kinds::TOO_LARGE),
        }
    }

    fn logged(&self, context: &Context, code: &str, kind: Kind) -> Problem {
        platform::log_fault(&context.request_id.to_string(), code, self);
        Problem::new(kind)
    }
}
