use axum::response::{IntoResponse, Response};
use jose::JoseError;
use journal::{InvalidWord, JournalError};
use platform::{SettingError, SqlError};
use web::{CallError, Context, Problem, UnreadableAddress};

use crate::{domain::factor_key::FactorKeyError, oauth_error::OAuthError};

/// What went wrong inside. None of it is shown to whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Word(#[from] InvalidWord),
    #[error(transparent)]
    Jose(#[from] JoseError),
    #[error(transparent)]
    FactorKey(#[from] FactorKeyError),
    #[error("a password could not be hashed: {0}")]
    Hashing(#[from] CallError),
    #[error("the hash of a password cannot be read")]
    Password,
    #[error(transparent)]
    Address(#[from] UnreadableAddress),
    #[error("a page could not be rendered")]
    Page,
}

impl Fault {
    pub(crate) fn problem(&self, context: &Context) -> Problem {
        Problem::fault(context, self.code(), self)
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Sql(_) => "database",
            Self::Setting(_) => "settings",
            Self::Journal(_) | Self::Word(_) => "journal",
            Self::Jose(_) | Self::FactorKey(_) | Self::Password => "cryptography",
            Self::Hashing(_) => "hashing",
            Self::Address(_) => "client-address",
            Self::Page => "page",
        }
    }
}

/// Why a page stops before its end.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It has its answer: a redirection, a refusal.
    Answered(Box<Response>),
    Fault(Fault),
}

impl From<Response> for Halt {
    fn from(answer: Response) -> Self {
        Self::Answered(Box::new(answer))
    }
}

impl<F: Into<Fault>> From<F> for Halt {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// Why an act on accounts is not done.
#[derive(Debug)]
pub(crate) enum Denial {
    Refused(Problem),
    Fault(Fault),
}

impl Denial {
    pub(crate) fn problem(self, context: &Context) -> Problem {
        match self {
            Self::Refused(problem) => problem,
            Self::Fault(fault) => fault.problem(context),
        }
    }
}

impl From<Problem> for Denial {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<web::Kind> for Denial {
    fn from(kind: web::Kind) -> Self {
        Self::Refused(Problem::new(kind))
    }
}

impl<F: Into<Fault>> From<F> for Denial {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// Why an OAuth endpoint does not grant what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    Refused(OAuthError),
    Fault(Fault),
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self::Refused(error)
    }
}

impl<F: Into<Fault>> From<F> for Failure {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

/// The answer of an OAuth endpoint: a fault is logged here, once.
pub(crate) fn answer(context: &Context, result: Result<Response, Failure>) -> Response {
    match result {
        Ok(response) => response,
        Err(Failure::Refused(error)) => error.into_response(),
        Err(Failure::Fault(fault)) => OAuthError::fault(context, fault.code(), &fault).into_response(),
    }
}
