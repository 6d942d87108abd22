//! The figures of `docs/figures.md`: `cargo xtask bench <what>`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod application;
mod consultation;
mod etat;
mod hello;
mod import;
mod journal;
mod load;
mod login;
mod refusals;
mod standing;
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
    /// The full consultation, beside the bare hello component and the same handlers run natively.
    Consultation {
        /// Among how many dossiers; may be repeated. They are imported once, and kept under target/.
        #[arg(long, default_values_t = [100_000, 1_000_000])]
        dossiers: Vec<u32>,
    },
    /// An import of dossiers through the application on the host.
    Import {
        /// How many.
        #[arg(long, default_value_t = 100_000)]
        dossiers: u32,
    },
    /// Appends to the journal and searches in it, beside bare durable commits; then appends through the host.
    Journal {
        /// How many entries the journal holds when it is measured; may be repeated.
        #[arg(long, default_values_t = [10_000, 1_000_000])]
        entries: Vec<u64>,
    },
    /// Grants, sign-ins and verifications of tokens, and what signed-in people feel of a crowd that signs in.
    Login,
    /// Refused consultations of each kind that must look like one of an unknown dossier: their answers and their durations.
    Refusals {
        /// How many, of all kinds together.
        #[arg(long, default_value_t = 10_000)]
        requests: u32,
    },
    /// Whether an habilitation is in force: natively and through the host.
    Standing {
        /// Among how many.
        #[arg(long, default_value_t = 100_000)]
        habilitations: u64,
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
        What::Consultation { dossiers } => consultation::bench(&dossiers).await,
        What::Import { dossiers } => import::bench(dossiers).await,
        What::Login => login::bench().await,
        What::Refusals { requests } => refusals::bench(requests).await,
        What::Standing { habilitations } => standing::bench(habilitations).await,
        What::Journal { entries } => journal::bench(entries).await,
    }
}
