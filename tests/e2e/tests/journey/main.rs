//! The whole journey, over HTTP alone: the demo set is loaded as its people would, the tour is made, then whatever the
//! tour had no need of is done too. Every answer is one that the contract promises, no operation is left out, and
//! `RECORD_EXAMPLES=1` keeps one exchange of each as its example.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

mod agents;
mod agreements;
mod campaigns;
mod connections;
mod dossiers;
mod habilitations;
mod journal;
mod own_secrets;
mod seen;
mod stage;

use std::sync::{Arc, Mutex};

use e2e::{Application, fund_before};
use jiff::SignedDuration;

use seen::Seen;
use stage::Stage;

#[tokio::test]
async fn every_operation_is_done_once_at_least_as_promised() {
    let application = Application::start().await;
    // Elsewhere, the demo set and its people are not ours to know: `cargo tour --people` visits it.
    let Some(host) = application.host() else { return };
    let seen = Arc::<Mutex<Seen>>::default();
    let fund = fund_before(&application, {
        let seen = seen.clone();
        move |exchange| seen.lock().unwrap().keep(exchange)
    });
    let mut loaded = demo::load(&fund).await.unwrap();
    // One-time codes used to enrol are used up.
    host.clock().advance(SignedDuration::from_mins(2));
    let mut told = String::new();
    let tell = &mut |line: &str| told.push_str(&format!("{line}\n"));
    let result = tour::tour(&fund, &mut loaded.people, tell).await;
    assert!(result.is_ok(), "{told}\n{:#}", result.unwrap_err());
    assert!(told.contains("✓"), "{told}");
    let stage = Stage { fund: &fund, host, people: &mut loaded.people, ids: &loaded.ids };
    play(stage).await.unwrap();
    let seen = seen.lock().unwrap();
    if std::env::var_os("RECORD_EXAMPLES").is_some() {
        seen.record();
    }
    assert!(seen.unpromised.is_empty(), "{:#?}", seen.unpromised);
    assert!(seen.never_done().is_empty(), "{:?}", seen.never_done());
}

/// What the tour had no need of.
async fn play(mut stage: Stage<'_>) -> anyhow::Result<()> {
    agreements::play(&mut stage).await?;
    dossiers::play(&mut stage).await?;
    habilitations::play(&mut stage).await?;
    connections::play(&mut stage).await?;
    own_secrets::play(&mut stage).await?;
    let newcomer = agents::play(&mut stage).await?;
    campaigns::play(&mut stage).await?;
    journal::play(&mut stage).await?;
    campaigns::renew(&mut stage, &newcomer).await?;
    agents::start_over(&mut stage, &newcomer).await?;
    agents::leave(&mut stage, &newcomer).await
}
