//! One file a verb.

mod hash_secret;
mod read_readiness;

pub(crate) use hash_secret::hash_secret;
pub(crate) use read_readiness::read_readiness;
