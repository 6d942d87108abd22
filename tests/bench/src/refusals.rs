//! Consultations that are refused over one connection to the application, each of a kind that must look like an unknown
//! dossier. That their answers are one answer is checked; how alike their durations are is told.

mod answer;
mod comparison;
mod obstacle;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use bench_consultation::{Agent, Native, consultation, fund_at};
use client::Session;
use host::Host;

use self::{answer::Answer, obstacle::Obstacle};
use crate::{application, consultation::filled, load::Connection};

const DOSSIERS: u32 = 2_000;

/// Less than a token's five minutes.
const SIGNED_IN_FOR: Duration = Duration::from_secs(120);

/// Failures slow down whoever makes many: that answer is another.
const FORGET: &str = "DELETE FROM tries";

type Durations = BTreeMap<Obstacle, Vec<Duration>>;

/// Measures so many requests.
///
/// # Errors
/// When the application does not start, or an answer differs from the first one.
pub async fn bench(requests: u32) -> Result<()> {
    let folder = filled(DOSSIERS).await?;
    let native = Native::new(&folder.join(".data"))?;
    let application = application::start(&folder, e2e::asked_reuse()).await?;
    let durations = measure(&application, &native, requests).await?;
    application.stop().await;
    println!("\nRefused consultations among {DOSSIERS} dossiers, one connection\n");
    comparison::print(&durations);
    Ok(())
}

async fn measure(application: &Host, native: &Native, requests: u32) -> Result<Durations> {
    let mut failures = native.platform().sql.open("dossier_counts").await?;
    let mut caller = Caller::sign_in(application).await?;
    let (mut durations, mut first) = (Durations::new(), None);
    for (obstacle, sixteen) in obstacle::shuffled(requests, DOSSIERS) {
        failures.execute(FORGET, &[]).await?;
        let (answer, lasted) = caller.ask(obstacle, sixteen).await?;
        durations.entry(obstacle).or_default().push(lasted);
        let first = first.get_or_insert_with(|| answer.clone());
        ensure!(
            answer == *first,
            "{}: the answer\n{answer:?}\ndiffers from the first\n{first:?}",
            obstacle.name()
        );
    }
    first.context("no request was made")?.is_refusal()?;
    Ok(durations)
}

/// The agent, who signs in again before the token ends.
struct Caller {
    agent: Agent,
    session: Session,
    since: Instant,
    connection: Connection,
}

impl Caller {
    #[allow(clippy::disallowed_methods, reason = "a bench measures")]
    async fn sign_in(application: &Host) -> Result<Self> {
        let mut agent = Agent::habilitated(fund_at(&application.url())).await?;
        let session = agent.session().await?;
        let connection = Connection::open(&application.url()).await?;
        Ok(Self { agent, session, since: Instant::now(), connection })
    }

    /// The answer, and how long it took to its last byte.
    #[allow(clippy::disallowed_methods, reason = "a bench measures")]
    async fn ask(&mut self, obstacle: Obstacle, sixteen: u32) -> Result<(Answer, Duration)> {
        if self.since.elapsed() > SIGNED_IN_FOR {
            self.session = self.agent.session().await?;
            self.since = Instant::now();
        }
        let (matricule, telephone) = obstacle.asked(sixteen);
        let request = consultation(self.session.token(), &matricule, &telephone);
        let begun = Instant::now();
        let answer = self.connection.exchange(request).await?;
        Ok((Answer::from(answer), begun.elapsed()))
    }
}
