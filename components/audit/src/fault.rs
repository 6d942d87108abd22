use platform::{KeyValueError, SettingError, SqlError};
use web::{CallError, Context, Kind, Problem, kinds};

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
    /// The log is older than the checkpoint that anyone may read: signing on would make a second history.
    #[error(
        "the journal is older than what it published: {0}. Nothing is appended nor signed. Stop, keep the files, and \
         restore a database at least as recent: see the operator's guide"
    )]
    Behind(String),
    /// The store of what anyone may read did not answer, so that nobody knows what was published.
    #[error(transparent)]
    Store(#[from] KeyValueError),
    /// `dossier` did not tell the names of a dossier.
    #[error("the names of a dossier are not known: {0}")]
    Names(#[from] CallError),
    /// `dossier` told no name of a dossier.
    #[error("a dossier has no name")]
    NoName,
    /// There is no room left.
    #[error(
        "the journal has no room left: {0}. Nothing is appended until there is some; what has a receipt is safe"
    )]
    Full(String),
    /// The clock went further since the last purge than time usually does.
    #[error(
        "nothing was purged: the clock went on by more than 35 days since the last purge. Check the machine's time, then \
         have the security officer confirm it (POST /v1/journal/horloge)"
    )]
    ClockDoubted,
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
            Self::Store(cause) => Problem::fault(context, "published-store", cause),
            Self::Names(_) | Self::NoName => Problem::fault(context, "dossier-names", self),
            Self::Behind(_) => self.logged(context, "journal-behind", problems::BEHIND),
            Self::Damaged(_) => self.logged(context, "journal-damaged", problems::DAMAGED),
            Self::Full(_) => self.logged(context, "journal-full", problems::FULL),
            Self::ClockDoubted => Problem::new(problems::CLOCK_DOUBTED),
            Self::OtherEvent => Problem::new(problems::OTHER_EVENT),
            Self::TooLong => Problem::new(kinds::TOO_LARGE),
        }
    }

    fn logged(&self, context: &Context, code: &str, kind: Kind) -> Problem {
        platform::log_fault(&context.request_id.to_string(), code, self);
        Problem::new(kind)
    }
}
