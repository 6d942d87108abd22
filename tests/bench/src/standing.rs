//! Whether an habilitation is in force: the handler natively, beside a bare read of one row of the same file; and through
//! the host, by a component that passes the question on, beside the bare hello component.

use std::time::Duration;

use anyhow::{Result, ensure};
use bench_standing::{Standings, is_in_force, question_through};
use host::{Host, Manifest};

use crate::{
    hello,
    load::{Connection, Latencies, drive, over_http},
    table,
};

const DURATION: Duration = Duration::from_secs(5);

/// Measures among so many habilitations.
///
/// # Errors
/// When the database cannot be filled, or an answer says that an habilitation is not in force.
pub async fn bench(habilitations: u64) -> Result<()> {
    let standings = Standings::fill(habilitations).await?;
    natively(&standings, habilitations).await?;
    through_the_host(&standings, habilitations).await
}

async fn natively(standings: &Standings, habilitations: u64) -> Result<()> {
    table::head(&format!("Standing among {habilitations} habilitations, natively"));
    let mut read = standings.bare_reads()?;
    let bare = Latencies::new(drive(DURATION, async || read()).await?, DURATION);
    table::row("bare read of one row", 1, &bare, bare.rate());
    let next = standings.questions();
    let asked = drive(DURATION, async || {
        ensure!(is_in_force(&standings.ask(next()).await?), "an habilitation is not in force");
        Ok(())
    });
    let asked = Latencies::new(asked.await?, DURATION);
    table::row("standing", 1, &asked, bare.rate());
    Ok(())
}

async fn through_the_host(standings: &Standings, habilitations: u64) -> Result<()> {
    let hello = hello::start().await?;
    let relay = start(standings).await?;
    let next = standings.questions();
    let ask = move || question_through("conventions", next());
    ensure!(is_in_force(&Connection::open(&relay.url()).await?.send(ask()).await?), "not in force");
    table::head(&format!("Standing among {habilitations} habilitations, through a component and the host"));
    for connections in [1, 16] {
        let bare = over_http(&hello.url(), connections, DURATION, hello::ask).await?;
        table::row("bare hello", connections, &bare, bare.rate());
        let asked = over_http(&relay.url(), connections, DURATION, ask.clone()).await?;
        table::row("standing, passed on", connections, &asked, bare.rate());
    }
    relay.stop().await;
    hello.stop().await;
    Ok(())
}

/// The component over the same database, and the relay before it.
async fn start(standings: &Standings) -> Result<Host> {
    let folder = e2e::root().join("tests/bench/standing");
    host::build(&Manifest::read(folder.join("spin.toml"))?, |step| eprintln!("{step}"))?;
    Host::builder(folder.join("spin.toml"))
        .runtime_config(folder.join("runtime-config.toml"))
        .data_dir(standings.folder())
        .listen("127.0.0.1:0")
        .start()
        .await
}
