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
pub use subject::event;
use tokio::runtime::Runtime;

/// Callers at once.
const CALLERS: [usize; 3] = [1, 16, 64];

/// Rounds of one figure, over all its callers.
const ROUNDS: usize = 4_000;

/// Durable commits of one row, bare and through the journal, by 1, 16 and 64 callers at once.
///
/// # Errors
/// When the world of the bench cannot be made, or an answer is not the one expected.
pub fn concurrency(mut report: impl FnMut(&str, Figures)) -> Result<()> {
    let bare = Arc::new(filling::BareTable::new()?);
    let subject = Arc::new(Subject::new()?);
    for callers in CALLERS {
        let table = bare.clone();
        let figures = measure(callers, ROUNDS, &Arc::new(move |_: &Runtime| table.commit()))?;
        report(&format!("bare durable commits, {callers} callers"), figures);
        report(&format!("appends, {callers} callers"), appends(&subject, callers)?);
    }
    Ok(())
}

/// Appends of one caller, and first pages of searches, with so many entries in the journal.
///
/// # Errors
/// When the world of the bench cannot be made, or an answer is not the one expected.
pub fn growth(sizes: &[u64], mut report: impl FnMut(&str, Figures)) -> Result<()> {
    let subject = Arc::new(Subject::new()?);
    for size in sizes {
        subject.fill_to(*size)?;
        report(&format!("appends at {size} entries, 1 caller"), appends(&subject, 1)?);
        report(&format!("first page of a search by dossier at {size} entries"), searches(&subject)?);
    }
    Ok(())
}

fn appends(subject: &Arc<Subject>, callers: usize) -> Result<Figures> {
    let subject = subject.clone();
    measure(callers, ROUNDS, &Arc::new(move |runtime: &Runtime| runtime.block_on(subject.append())))
}

fn searches(subject: &Arc<Subject>) -> Result<Figures> {
    let subject = subject.clone();
    measure(1, 500, &Arc::new(move |runtime: &Runtime| runtime.block_on(subject.search())))
}

/// Runs `act` `rounds` times, shared among `callers` threads.
fn measure<F>(callers: usize, rounds: usize, act: &Arc<F>) -> Result<Figures>
where
    F: Fn(&Runtime) -> Result<()> + Send + Sync + 'static,
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
