//! One file a verb.

mod read_readiness;

pub(crate) use read_readiness::read_readiness;
