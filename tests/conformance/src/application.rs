//! The application under test, as files to start from.

use crate::probe;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::time::Duration;

const IDLE: Duration = Duration::from_secs(60);

/// Manifest, runtime configuration and variables; a test may alter them before starting.
#[derive(Clone)]
pub struct Application {
    /// The text of `spin.toml`.
    pub manifest: String,
    /// The text of `runtime-config.toml`.
    pub runtime_config: String,
    /// Variables given at start.
    pub variables: Vec<(&'static str, &'static str)>,
}

impl Default for Application {
    fn default() -> Self {
        Self {
            manifest: include_str!("../spin.toml").to_owned(),
            runtime_config: include_str!("../runtime-config.toml").to_owned(),
            variables: vec![("needed", "supplied"), ("given", "from the command line")],
        }
    }
}

impl Application {
    /// Writes the files, and the compiled probe, into a folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        fs::write(folder.join("spin.toml"), &self.manifest)?;
        fs::write(folder.join("runtime-config.toml"), &self.runtime_config)?;
        fs::copy(probe::wasm(), folder.join("probe.wasm")).context("copying the probe")?;
        Ok(())
    }

    /// The local host for files written into that folder. An idle instance lives long enough that a slow machine
    /// does not tell two requests apart.
    pub fn host(&self, folder: &Path) -> host::Builder {
        let host = host::Host::builder(folder.join("spin.toml"))
            .runtime_config(folder.join("runtime-config.toml"))
            .listen("127.0.0.1:0")
            .reuse(host::Reuse { idle: IDLE, ..host::Reuse::default() });
        self.variables.iter().fold(host, |host, (name, value)| host.variable(*name, *value))
    }
}
