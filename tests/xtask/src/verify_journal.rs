//! `cargo xtask verify-journal`: an evidence pack, checked by whoever holds it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;

#[cfg(test)]
mod tests;

/// What to verify, and against what.
#[derive(Args)]
pub struct Options {
    /// The evidence pack (NDJSON).
    pack: PathBuf,
    /// The log's public key, as `GET /log/cle` gives it.
    #[arg(long)]
    key: String,
}

/// Says what holds, or names each fault, with its line.
///
/// # Errors
/// When the pack cannot be read, or does not hold.
pub fn verify(options: &Options) -> Result<()> {
    let bytes =
        std::fs::read(&options.pack).with_context(|| format!("{} cannot be read", options.pack.display()))?;
    println!("{}", judge(&bytes, options.key.trim())?);
    Ok(())
}

fn judge(pack: &[u8], key: &str) -> Result<String> {
    let report = journal::verify_evidence_pack(pack, key);
    if !report.is_sound() {
        let faults: Vec<_> = report.faults.iter().map(ToString::to_string).collect();
        bail!("the pack does not hold:\n{}", faults.join("\n"));
    }
    let size = report.size.unwrap_or_default();
    Ok(format!("The pack holds: {} entries of a log of {size} leaves.", report.entries))
}
