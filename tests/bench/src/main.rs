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
    /// Appends to the journal and searches in it, natively, beside bare durable commits.
    Journal {
        /// How many entries the journal holds when it is measured; may be repeated.
        #[arg(long, default_values_t = [10_000, 1_000_000])]
        entries: Vec<u64>,
    },
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
        What::Journal { entries } => tokio::task::spawn_blocking(move || journal(&entries)).await?,
    }
}

fn journal(entries: &[u64]) -> Result<()> {
    bench_journal::concurrency(|what, figures| println!("{what}: {figures}"))?;
    bench_journal::growth(entries, |what, figures| println!("{what}: {figures}"))
}
