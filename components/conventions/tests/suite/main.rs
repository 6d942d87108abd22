//! The component through its HTTP side, on real migrations; the journal and `login` are played.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test tool reports by panicking"
)]

mod agreements;
mod alone;
mod bad_input;
mod budgets;
mod demo_set;
mod endings;
mod faults;
mod fund;
mod habilitations;
mod instants;
mod journeys;
mod names;
mod origins;
mod second_person;
mod told;
mod traces;
