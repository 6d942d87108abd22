//! Who may do what: `policies/` is embedded, read once, and asked for each decision. Whatever goes wrong, the answer is
//! no.

mod attributes;
mod authority;
mod decision;
mod error;
mod matrix;
mod profiles;
mod reading;
mod rules;
mod sources;
mod traces;

pub use attributes::{Attribute, Resource};
pub use authority::Authority;
pub use decision::Decision;
pub use error::PolicyError;
pub use profiles::{ExtraCode, Profile, Profiles, PurposeGrants};
pub use reading::{AllowedReading, Audience, Reading, ReadingDecision, Standing};
pub use rules::Rule;
pub use sources::Sources;
pub use traces::{Trace, traces_of};
