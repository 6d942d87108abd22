//! The log itself: append, hashes, publication.

mod append;
mod hashes;
mod holes;
mod publication;
mod queue;
mod verification;

pub(crate) use append::{Draft, Place, append};
pub(crate) use hashes::{complete_nodes, hashes_of_ranges, read_tile, root};
pub(crate) use holes::{Hole, verify_holds, verify_holes};
pub(crate) use publication::{check_published, last_or_new, publish};
pub(crate) use queue::Queue;
pub(crate) use verification::{Finding, verify_checkpoint, verify_tile};
