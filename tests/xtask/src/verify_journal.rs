//! `cargo xtask verify-journal`: an evidence pack, checked by whoever holds it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

/// What to verify, and against what.
#[derive(Args)]
pub struct Options {
    /// The evidence pack (NDJSON).
    pack: PathBuf,
    /// The log's public key, as `GET /log/cle` gives it.
    #[arg(long)]
    key: String,
}

/// Says what holds; names each fault, with its line, and fails when there is one.
///
/// # Errors
/// When the pack cannot be read, or does not hold.
pub fn verify(options: &Options) -> Result<()> {
    let bytes =
        std::fs::read(&options.pack).with_context(|| format!("{} cannot be read", options.pack.display()))?;
    let report = journal::verify_evidence_pack(&bytes, options.key.trim());
    for fault in &report.faults {
        println!("{fault}");
    }
    ensure!(report.is_sound(), "the pack does not hold: {} faults", report.faults.len());
    let size = report.size.unwrap_or_default();
    println!("The pack holds: {} entries of a log of {size} leaves.", report.entries);
    Ok(())
}
