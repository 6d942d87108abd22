//! Faults that a test plans: statements that fail, calls that fail or take time, instances that die.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

#[cfg(test)]
mod tests;

/// The faults of a host. Counting starts at one, from the moment the fault is planned.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<BTreeMap<String, Plan>>>);

#[derive(Debug, Default)]
struct Plan {
    statements: Sequence,
    calls: Sequence,
    delay: Option<Duration>,
    generation: watch::Sender<u64>,
}

/// Numbered events, some of which are planned to fail.
#[derive(Debug, Default)]
struct Sequence {
    count: u64,
    failing_before: BTreeSet<u64>,
    failing_after: BTreeSet<u64>,
}

/// What happens to one statement or one call.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Outcome {
    /// It runs.
    #[default]
    Normal,
    /// It does not run, and fails.
    FailBefore,
    /// It runs, and is reported as failed.
    FailAfter,
}

impl Sequence {
    fn next(&mut self) -> Outcome {
        self.count += 1;
        let (before, after) =
            (self.failing_before.remove(&self.count), self.failing_after.remove(&self.count));
        match (before, after) {
            (true, _) => Outcome::FailBefore,
            (false, true) => Outcome::FailAfter,
            (false, false) => Outcome::Normal,
        }
    }

    fn clear(&mut self) {
        self.failing_before.clear();
        self.failing_after.clear();
    }
}

impl Faults {
    /// The n-th next SQLite statement of a component fails with an I/O error and is not executed.
    pub fn fail_statement(&self, component: &str, n: u64) {
        self.plan(component, |plan| plan.statements.failing_before.insert(plan.statements.count + n));
    }

    /// The n-th next SQLite statement of a component is executed, then reported as failed: its outcome is unknown to the
    /// component.
    pub fn fail_after_statement(&self, component: &str, n: u64) {
        self.plan(component, |plan| plan.statements.failing_after.insert(plan.statements.count + n));
    }

    /// The n-th next call to a component, chained by another one, is refused before it reaches it.
    pub fn fail_call(&self, target: &str, n: u64) {
        self.plan(target, |plan| plan.calls.failing_before.insert(plan.calls.count + n));
    }

    /// The n-th next call to a component, chained by another one, reaches it, and its answer is lost.
    pub fn fail_after_call(&self, target: &str, n: u64) {
        self.plan(target, |plan| plan.calls.failing_after.insert(plan.calls.count + n));
    }

    /// Every call to a component, chained by another one, waits before it reaches it.
    pub fn delay_call(&self, target: &str, by: Duration) {
        self.plan(target, |plan| plan.delay = Some(by));
    }

    /// Ends every instance of a component as a trap would: its running requests fail.
    pub fn drop_instances(&self, component: &str) {
        self.plan(component, |plan| plan.generation.send_modify(|generation| *generation += 1));
    }

    /// Forgets every planned fault and every delay. Counters go on.
    pub fn clear(&self) {
        for plan in self.lock().values_mut() {
            plan.statements.clear();
            plan.calls.clear();
            plan.delay = None;
        }
    }

    /// How many SQLite statements a component has asked for since the host started.
    pub fn statements(&self, component: &str) -> u64 {
        self.plan(component, |plan| plan.statements.count)
    }

    pub(crate) fn next_statement(&self, component: &str) -> Outcome {
        self.plan(component, |plan| plan.statements.next())
    }

    pub(crate) fn next_call(&self, target: &str) -> (Outcome, Option<Duration>) {
        self.plan(target, |plan| (plan.calls.next(), plan.delay))
    }

    /// Resolves when the instances of a component that exist now must end.
    pub(crate) fn dropped(&self, component: &str) -> impl Future<Output = ()> + Send + 'static {
        let mut generation = self.plan(component, |plan| plan.generation.subscribe());
        async move {
            if generation.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    pub(crate) fn drop_all_instances(&self) {
        for plan in self.lock().values() {
            plan.generation.send_modify(|generation| *generation += 1);
        }
    }

    fn plan<T>(&self, component: &str, read: impl FnOnce(&mut Plan) -> T) -> T {
        read(self.lock().entry(component.to_owned()).or_default())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Plan>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
