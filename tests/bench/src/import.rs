//! An import through the application on the host, as the fund's system sends it, with the progress that it is shown.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bench_consultation::fund_at;
use client::Session;
use serde_json::Value;

use crate::application;

const IMPORTS: &str = "/v1/dossiers/imports";
const EVERY: Duration = Duration::from_secs(10);

/// Measures an import of so many dossiers into an empty database.
///
/// # Errors
/// When the application does not start, or refuses a dossier.
#[allow(clippy::disallowed_methods, reason = "a bench measures")]
pub async fn bench(dossiers: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let application = application::start(folder.path(), e2e::asked_reuse()).await?;
    let session = fund_at(&application.url()).system().session().await?;
    let lines: String = (1..=dossiers).map(|n| format!("{}\n", demo::dossier(n))).collect();
    let megabytes = lines.len() as f64 / 1e6;
    let begun = Instant::now();
    let report = tokio::select! {
        answer = session.post_as("application/x-ndjson", IMPORTS, lines) => answer?.success()?,
        shown = show_progress(&session) => shown?,
    };
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(report.get("enregistres") == Some(&dossiers.into()), "not all were accepted: {report}");
    println!(
        "{dossiers} dossiers ({megabytes:.0} MB) imported in {seconds:.0} s: {:.0} a second",
        f64::from(dossiers) / seconds
    );
    application.stop().await;
    Ok(())
}

/// Asks how far the import is, for ever.
async fn show_progress(session: &Session) -> Result<Value> {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        let answer = session.get(IMPORTS).await?.success()?;
        println!("{}", answer.pointer("/imports/0").unwrap_or(&Value::Null));
    }
}
