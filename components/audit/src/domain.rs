//! Nouns, without I/O.

mod criteria;
mod window;

pub(crate) use criteria::Criteria;
pub(crate) use window::{Window, retention_ends};
