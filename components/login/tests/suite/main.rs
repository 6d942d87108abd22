//! The component through its HTTP side, on real SQLite files: what the specifications allow and, mostly, what they
//! refuse.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test tool reports by panicking"
)]

mod acceptance;
mod accounts;
mod agents;
mod assertions;
mod attachments;
mod authorization;
mod campaigns;
mod clients;
mod comings_back;
mod consents;
mod contested_accounts;
mod flood;
mod formats;
mod hashing;
mod instants;
mod journal;
mod letters;
mod meanwhile;
mod metadata;
mod migrations;
mod names;
mod other_sign_in;
mod own_forms;
mod own_secrets;
mod pages;
mod proofs;
mod proposals;
mod published_keys;
mod refusals;
mod resets;
mod secrets;
mod sessions;
mod strangers;
mod support;
mod tables;
mod tabs;
mod throttling;
mod tokens;
mod traces;
mod used_once;
