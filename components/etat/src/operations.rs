//! One file a verb.

mod read_contract;
pub(crate) mod read_state;

pub(crate) use read_contract::read_contract;
pub(crate) use read_state::read_state;
