//! The compiled probe.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

static WASM: OnceLock<PathBuf> = OnceLock::new();

/// Builds the probe once a process, and says where it is. Cargo's own lock keeps other processes' builds apart.
pub(crate) fn wasm() -> &'static Path {
    WASM.get_or_init(|| build().expect("the probe builds"))
}

fn build() -> Result<PathBuf> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--release", "--target", "wasm32-wasip2", "--package", "probe"])
        .args(["--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .context("starting cargo")?;
    ensure!(output.status.success(), "cargo could not build the probe");
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "probe")
        .find_map(|message| message["filenames"][0].as_str().map(PathBuf::from))
        .context("cargo names no artifact for the probe")
}
