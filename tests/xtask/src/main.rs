//! The verbs behind the cargo aliases.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod bench;
mod letters;
mod openapi;
mod people;
mod secrets;
mod token;
mod tour;
mod up;
mod verify_journal;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

/// Mon Compte Partenaire: run it, measure it, verify its journal.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Verb {
    /// Builds the application, serves it on this machine, says what to try.
    Up(up::Options),
    /// A narrated journey through the HTTP API of a running service that holds the demo set.
    Tour(tour::Options),
    /// Prints the letters that wait for the fund's dispatcher, with their activation secrets.
    Courriers(letters::Options),
    /// Prints an access token of one of the demo set's people, signed in through the demo portal.
    Jeton(token::Options),
    /// Measures; `cargo xtask bench --help` lists what.
    #[command(disable_help_flag = true)]
    Bench {
        /// What to measure, and how.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Verifies an evidence pack of the journal, offline, with nothing but the log's public key.
    VerifyJournal(verify_journal::Options),
    /// Writes the OpenAPI document and the problem types of `schemas/` from the code.
    Openapi,
    /// Writes made-up development secrets to `.env`, once; `spin up` reads them too.
    Secrets,
}

fn main() -> ExitCode {
    let done = match Verb::parse() {
        Verb::Up(options) => up::up(&options),
        Verb::Tour(options) => tour::tour(&options),
        Verb::Courriers(options) => letters::letters(&options),
        Verb::Jeton(options) => token::token(&options),
        Verb::Bench { arguments } => bench::bench(&arguments),
        Verb::VerifyJournal(options) => verify_journal::verify(&options),
        Verb::Openapi => openapi::openapi(),
        Verb::Secrets => secrets::ensure(&workspace::manifest_path()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
