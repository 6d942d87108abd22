//! The journal as a whole, natively: real migrations, real SQLite files, real handlers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test tool reports by panicking"
)]

mod append;
mod batches;
mod conditions;
mod damage;
mod evidence;
mod instants;
mod proofs;
mod retention;
mod search;
mod simulation;
mod traces;
mod world;
