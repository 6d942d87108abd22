//! Nouns, without I/O.

mod criteria;
mod held;
mod window;

pub(crate) use criteria::Criteria;
pub(crate) use held::digest_of_names;
pub(crate) use window::{Window, retention_ends};
