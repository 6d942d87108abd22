//! The figures that the README quotes: `cargo xtask bench <what>`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod etat;
mod hello;
mod load;
mod table;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

/// What to measure.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
enum What {
    /// The readiness of all components, beside the bare hello component.
    Etat,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(What::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(what: What) -> Result<()> {
    match what {
        What::Etat => etat::bench().await,
    }
}
