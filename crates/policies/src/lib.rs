//! Who may do what: `policies/` is embedded, read once, and asked for each decision. Whatever goes wrong, the answer is
//! no.

mod attributes;
mod authority;
mod profiles;
mod reading;
mod sources;

pub use attributes::{Attribute, Resource};
pub use authority::{Authority, Decision, PolicyError, Rule};
pub use profiles::{ExtraCode, Profile, Profiles, PurposeGrants};
pub use reading::{Audience, Reading, ReadingDecision, Standing};
pub use sources::Sources;
