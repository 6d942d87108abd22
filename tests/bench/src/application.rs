//! The built application on the local host, with the variables of the bench.

use std::path::Path;

use anyhow::Result;
use host::{Host, Reuse};

/// Starts it with its databases under `folder`, its instances reused so.
///
/// # Errors
/// When it does not build or start.
pub async fn start(folder: &Path, reuse: Reuse) -> Result<Host> {
    _ = e2e::built_manifest();
    let builder = Host::builder(e2e::root().join("spin.toml"))
        .runtime_config(e2e::root().join("runtime-config.toml"))
        .data_dir(folder)
        .listen("127.0.0.1:0")
        .reuse(reuse)
        .capture_logs(true);
    let settings = bench_consultation::settings()?.into_iter();
    settings.fold(builder, |builder, (name, value)| builder.variable(name, value)).start().await
}
