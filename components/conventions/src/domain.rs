//! The nouns of the trade and their rules. Pure: no I/O, time and roles come as parameters.

pub(crate) mod calendar;
mod coded;
mod contract;
mod convention;
mod digest;
pub(crate) mod duties;
mod extra_code;
mod habilitation;
mod label;
mod mandate;
mod month;
mod obstacle;
mod organisation;
mod origin;
mod person;
mod refusal;
mod standing;
mod transition;

#[cfg(test)]
mod tests;

pub use access::{Module, OrganisationCategory};
pub use coded::Coded;
pub(crate) use coded::coded;
pub use contract::{ContractAct, ContractState, Limits, Verification};
pub use convention::{ConventionAct, ConventionState};
pub use digest::TextDigest;
pub use extra_code::{CodeKind, ExtraCode};
pub use habilitation::{HabilitationAct, HabilitationState};
pub use label::{Label, Reason};
pub use mandate::{MandateAct, MandateRole, MandateState};
pub use month::Month;
pub use obstacle::{Obstacle, Remedy};
pub use origin::{Origin, Question};
pub use person::PersonName;
pub use refusal::Refusal;
pub use standing::{Standing, StandingFacts};
pub use transition::Transition;
