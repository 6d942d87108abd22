//! `cargo check-all`: what lands must pass it.

use std::{process::Command, time::Instant};

use anyhow::{Context as _, Result, ensure};
use host::Manifest;

use crate::workspace::{manifest_path, root};

/// Runs each gate in turn, and stops at the first that fails.
///
/// # Errors
/// The gate that failed.
pub fn check() -> Result<()> {
    let manifest = Manifest::read(manifest_path())?;
    let packages = manifest.components.keys().map(|id| format!("--package={id}"));
    let mut wasm: Vec<String> = vec!["clippy".into(), "--target=wasm32-wasip2".into()];
    wasm.extend(packages);
    wasm.extend(["--".into(), "--deny=warnings".into()]);
    let native = ["clippy", "--workspace", "--all-targets", "--", "--deny=warnings"];
    host::ensure_target(&manifest.folder, |step| println!("── {step}"))?;
    run("formatting", &["fmt", "--all", "--check"])?;
    run("lints, native", &native)?;
    run("lints, Wasm", &wasm)?;
    run("tests", &["test", "--workspace"])
}

#[allow(clippy::disallowed_methods, reason = "a person waits, and wants to know how long")]
fn run(gate: &str, arguments: &[impl AsRef<str>]) -> Result<()> {
    let arguments: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
    println!("── {gate}: cargo {}", arguments.join(" "));
    let started = Instant::now();
    let status = Command::new("cargo").args(&arguments).current_dir(root()).status();
    let status = status.context("cargo cannot be started")?;
    ensure!(status.success(), "{gate}: `cargo {}` does not pass", arguments.join(" "));
    println!("── {gate}: passed in {} s", started.elapsed().as_secs());
    Ok(())
}
