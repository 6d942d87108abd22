//! A log that proves it was not rewritten: the Merkle tree of RFC 6962, and the C2SP texts that carry it (`signed-note`,
//! `tlog-checkpoint`, `tlog-tiles`). No I/O: who stores the hashes is asked for the few that a proof needs.

mod checkpoint;
mod hash;
mod note;
mod proof;
mod tile;
mod tree;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use hash::{Hash, HashError};
pub use note::{NoteError, Signer, VerifierKey};
pub use proof::{verify_consistency, verify_inclusion};
pub use tile::{TILE_WIDTH, Tile};
pub use tree::{Node, consistency_ranges, hash_of_range, hash_of_slice, inclusion_ranges, nodes_of_range};
