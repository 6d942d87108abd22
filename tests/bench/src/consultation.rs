//! The full consultation — token, session, standing, policy, decryption, durable journal, receipt — beside the bare hello
//! component on the same host and the same handlers run natively, all over HTTP and from the same generator: as Spin
//! reuses instances unless told otherwise, then as production is advised.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Result;
use bench_consultation::{Agent, Native, asking, fill, fund_at};
use host::{Host, Reuse};

use crate::{application, hello, load::over_http, table};

const DURATION: Duration = Duration::from_secs(6);
const COMPONENTS: [&str; 4] = ["login", "conventions", "dossier", "audit"];
const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// Measures with each of these numbers of dossiers.
///
/// # Errors
/// When an application does not start, or an answer is none of success.
pub async fn bench(sizes: &[u32]) -> Result<()> {
    let hello = hello::start().await?;
    for dossiers in sizes {
        for reuse in [Reuse::default(), e2e::reuse(e2e::ADVISED)] {
            let folder = filled(*dossiers).await?;
            let application = application::start(&folder, reuse).await?;
            let count = reuse.count;
            table::head(&format!("Consultations among {dossiers} dossiers, {count} requests an instance"));
            measure(&hello, &application, &folder, *dossiers).await?;
            application.stop().await;
        }
    }
    hello.stop().await;
    Ok(())
}

/// The folder whose database has so many dossiers. It is kept, because a million takes long to import; all the other
/// databases begin anew.
pub async fn filled(dossiers: u32) -> Result<PathBuf> {
    let folder = e2e::root().join(format!("target/bench-consultation/{dossiers}"));
    let databases = folder.join(".data");
    fs::create_dir_all(&databases)?;
    for entry in fs::read_dir(&databases)? {
        let path = entry?.path();
        if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("dossier.db")) {
            fs::remove_file(path)?;
        }
    }
    let native = Native::new(&databases)?;
    let there = native.count_dossiers().await?;
    fill(&native, there + 1, dossiers, |imported| eprintln!("{imported} of {dossiers} dossiers imported"))
        .await?;
    Ok(folder)
}

async fn measure(hello: &Host, application: &Host, folder: &Path, dossiers: u32) -> Result<()> {
    let session = Agent::habilitated(fund_at(&application.url())).await?.session().await?;
    let native = Native::new(&folder.join(".data"))?;
    let (native_url, serving) = native.serve().await?;
    let ask = asking(&session, dossiers);
    for connections in CONNECTIONS {
        let bare = over_http(&hello.url(), connections, DURATION, hello::ask).await?;
        table::row("bare hello", connections, &bare, bare.rate());
        let natively = over_http(&native_url, connections, DURATION, ask.clone()).await?;
        table::row("consultation, native", connections, &natively, bare.rate());
        let before = statements(application);
        let full = over_http(&application.url(), connections, DURATION, ask.clone()).await?;
        table::row("consultation", connections, &full, bare.rate());
        let after = statements(application);
        let told = COMPONENTS.iter().zip(before.iter().zip(after)).map(|(component, (before, after))| {
            format!("{component} {:.2}", (after - before) as f64 / full.count() as f64)
        });
        eprintln!("statements: {}", told.collect::<Vec<_>>().join(", "));
    }
    serving.abort();
    Ok(())
}

fn statements(application: &Host) -> [u64; 4] {
    COMPONENTS.map(|id| application.faults().statements(id))
}
