//! The nouns of the trade and their rules. Pure: no I/O, time and roles come as parameters.

pub(crate) mod calendar;
mod coded;
mod contract;
mod convention;
mod digest;
mod extra_code;
mod habilitation;
mod label;
mod obstacle;
mod organisation;
mod origin;
mod person;
mod refusal;
mod siret;
mod standing;
mod transition;

#[cfg(test)]
mod tests;

pub use coded::Coded;
pub(crate) use coded::coded;
pub use contract::{ContractAct, ContractState, Limits, Module, Verification};
pub use convention::{ConventionAct, ConventionState};
pub use digest::TextDigest;
pub use extra_code::{CodeKind, ExtraCode};
pub use habilitation::{HabilitationAct, HabilitationState};
pub use label::{Label, Reason};
pub use obstacle::{Obstacle, Remedy};
pub use organisation::{MandateRole, OrganisationCategory};
pub use origin::Origin;
pub use person::{Email, PersonName};
pub use refusal::Refusal;
pub use siret::Siret;
pub use standing::{Standing, StandingFacts};
pub use transition::Transition;
