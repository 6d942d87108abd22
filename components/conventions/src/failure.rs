use platform::SqlError;
use policies::PolicyError;
use web::{CallError, Context, Problem, kinds};

use crate::{domain::Refusal, problems};

/// Why an operation gives no answer: a rule, or something inside.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] SqlError),
    #[error("login: {0}")]
    Login(CallError),
    #[error(transparent)]
    Policies(PolicyError),
    /// The act is written, and takes effect once the journal has its trace.
    #[error("the trace is not in the journal yet")]
    TracePending,
}

impl Failure {
    /// The problem to answer; what is inside is logged here, once.
    pub(crate) fn into_problem(self, context: &Context) -> Problem {
        match self {
            Self::Refused(refusal) => refused(refusal),
            Self::Store(error) => Problem::fault(context, "store", &error),
            Self::Login(error) => Problem::fault(context, "login", &error),
            Self::Policies(error) => Problem::fault(context, "policies", &error),
            Self::TracePending => Problem::new(problems::TRACE_PENDING),
        }
    }
}

fn refused(refusal: Refusal) -> Problem {
    let kind = match refusal {
        Refusal::RoleMayNot => kinds::FORBIDDEN,
        Refusal::OutOfOrder => problems::OUT_OF_ORDER,
        Refusal::DecidedMeanwhile => problems::DECIDED_MEANWHILE,
        Refusal::OwnRequest => problems::OWN_REQUEST,
        Refusal::SecondPerson => web::kinds::SECOND_PERSON,
        Refusal::AuthorLeft => problems::AUTHOR_LEFT,
        Refusal::MandateHeld => problems::MANDATE_HELD,
        Refusal::OutsideOrganisation => problems::OUTSIDE_ORGANISATION,
        Refusal::Unknown => problems::UNKNOWN,
        Refusal::CallerEnded => problems::CALLER_ENDED,
        Refusal::Siret => problems::SIRET,
        Refusal::Member(pointer) => return Problem::new(kinds::UNPROCESSABLE).with("pointeur", pointer),
        Refusal::AmendmentNotBegun(day) => {
            return Problem::new(problems::AMENDMENT_NOT_BEGUN).with("a_partir_du", day.to_string());
        }
        Refusal::Duplicate => problems::DUPLICATE,
        Refusal::Period => problems::PERIOD,
        Refusal::WiderThanAgreed => problems::WIDER_THAN_AGREED,
        Refusal::AgreementNotInForce => problems::AGREEMENT_NOT_IN_FORCE,
        Refusal::OtherText => problems::OTHER_TEXT,
        Refusal::PartnerHasNotSigned => problems::PARTNER_HAS_NOT_SIGNED,
        Refusal::CodeExpected => problems::CODE_EXPECTED,
        Refusal::CodeHeld => problems::CODE_HELD,
        Refusal::TrainingMissing => problems::TRAINING_MISSING,
        Refusal::AccountInUse => problems::ACCOUNT_IN_USE,
        Refusal::ReasonMissing => problems::REASON_MISSING,
    };
    Problem::new(kind)
}
