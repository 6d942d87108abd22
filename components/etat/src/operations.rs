//! One file a verb.

mod read_state;

pub(crate) use read_state::read_state;
