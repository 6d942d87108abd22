//! Appends to the journal and searches in it: natively beside bare durable commits, then through the host, from which a
//! component passes each event on to the journal as every component does.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use bytes::Bytes;
use host::{Host, Manifest, Reuse};
use http::Request;
use http_body_util::Full;

use crate::load::over_http;

#[cfg(test)]
mod tests;

const DURATION: Duration = Duration::from_secs(5);

/// As production runs it.
const REUSE: Reuse = Reuse { count: 10_000, concurrency: 16, idle: Duration::from_secs(60) };

/// Prints all of it.
///
/// # Errors
/// When an application does not start or an answer is none of success.
pub async fn bench(entries: Vec<u64>) -> Result<()> {
    tokio::task::spawn_blocking(move || natively(&entries)).await??;
    through_the_host().await
}

fn natively(entries: &[u64]) -> Result<()> {
    bench_journal::concurrency(|what, figures| println!("{what}: {figures}"))?;
    bench_journal::growth(entries, |what, figures| println!("{what}: {figures}"))
}

async fn through_the_host() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let host = start(folder.path()).await?;
    let number = Arc::new(AtomicU64::new(0));
    for callers in [1, 16, 64] {
        let number = number.clone();
        let next = move || event(number.fetch_add(1, Ordering::SeqCst));
        let latencies = over_http(&host.url(), callers, DURATION, next).await?;
        println!(
            "appends through the host, {callers} callers: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms",
            latencies.rate(),
            latencies.quantile(0.5),
            latencies.quantile(0.99),
        );
    }
    host.stop().await;
    Ok(())
}

fn event(number: u64) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(Bytes::from(bench_journal::event(number).unwrap_or_default())));
    *request.uri_mut() = http::Uri::from_static("/audit/prive/evenements");
    request
}

/// Builds and serves the journal and the component that passes events on to it, with the journal's file in `folder`.
async fn start(folder: &Path) -> Result<Host> {
    let manifest = e2e::root().join("tests/bench/journal/spin.toml");
    host::build(&Manifest::read(&manifest)?, |step| eprintln!("{step}"))?;
    Host::builder(manifest)
        .runtime_config(e2e::root().join("runtime-config.toml"))
        .data_dir(folder)
        .listen("127.0.0.1:0")
        .reuse(REUSE)
        .start()
        .await
}
