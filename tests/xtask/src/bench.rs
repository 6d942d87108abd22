//! `cargo xtask bench …`.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::workspace::root;

/// Runs the package `bench` with `arguments`.
///
/// # Errors
/// When it does not build, or a measure fails.
pub fn bench(arguments: &[String]) -> Result<()> {
    let run = ["run", "--package", "bench", "--"];
    let status = Command::new("cargo").args(run).args(arguments).current_dir(root()).status();
    ensure!(status.context("cargo cannot be started")?.success(), "the bench failed");
    Ok(())
}
