//! What an append and a search of the journal cost natively: the same handlers as in production, over real SQLite files,
//! beside bare durable commits of the same machine in the same run. The first search at a size pays for a cold cache.
#![allow(clippy::disallowed_methods, reason = "a bench measures real time")]

mod durations;
mod filling;
mod subject;

use std::{sync::Arc, time::Instant};

use anyhow::{Context, Result};
pub use durations::Figures;
use subject::Subject;

/// Callers at once.
const CALLERS: [usize; 3] = [1, 16, 64];

/// Rounds of one figure, over all its callers.
const ROUNDS: usize = 4_000;

/// Runs all the measures, each figure as it comes; `sizes` are the numbers of entries at which one is taken.
///
/// # Errors
/// When the world of the bench cannot be made, or an answer is not the one expected.
pub fn run(sizes: &[u64], mut report: impl FnMut(&str, Figures)) -> Result<()> {
    for callers in CALLERS {
        let bare = filling::BareTable::new()?;
        let figures = measure(callers, ROUNDS, &Arc::new(move |_: &tokio::runtime::Runtime| bare.commit()))?;
        report(&format!("bare durable commits, {callers} callers"), figures);
    }
    let subject = Arc::new(Subject::new()?);
    for callers in CALLERS {
        report(&format!("appends, {callers} callers"), appends(&subject, callers)?);
    }
    for size in sizes {
        subject.fill_to(*size)?;
        report(&format!("appends at {size} entries, 1 caller"), appends(&subject, 1)?);
        report(&format!("first page of a search by dossier at {size} entries"), searches(&subject)?);
    }
    Ok(())
}

fn appends(subject: &Arc<Subject>, callers: usize) -> Result<Figures> {
    let subject = subject.clone();
    measure(
        callers,
        ROUNDS,
        &Arc::new(move |runtime: &tokio::runtime::Runtime| runtime.block_on(subject.append())),
    )
}

fn searches(subject: &Arc<Subject>) -> Result<Figures> {
    let subject = subject.clone();
    measure(1, 500, &Arc::new(move |runtime: &tokio::runtime::Runtime| runtime.block_on(subject.search())))
}

/// Runs `act` `rounds` times, shared among `callers` threads.
fn measure<F>(callers: usize, rounds: usize, act: &Arc<F>) -> Result<Figures>
where
    F: Fn(&tokio::runtime::Runtime) -> Result<()> + Send + Sync + 'static,
{
    let begun = Instant::now();
    let threads: Vec<_> = (0..callers)
        .map(|_| {
            let act = act.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build()?;
                (0..rounds / callers)
                    .map(|_| {
                        let start = Instant::now();
                        act(&runtime)?;
                        Ok(start.elapsed())
                    })
                    .collect::<Result<Vec<_>>>()
            })
        })
        .collect();
    let mut durations = Vec::with_capacity(rounds);
    for thread in threads {
        durations.extend(thread.join().ok().context("a caller panicked")??);
    }
    Ok(Figures::of(durations, begun.elapsed()))
}
