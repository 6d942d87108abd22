use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// What goes wrong with statements, counted over all connections of the world.
#[derive(Default)]
pub struct Faults {
    executed: AtomicU64,
    planned: Mutex<Option<Planned>>,
}

#[derive(Clone, Copy)]
struct Planned {
    at: u64,
    acts: bool,
}

/// What a statement is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Succeed,
    FailBefore,
    FailAfter,
}

impl Faults {
    /// How many statements have come so far.
    pub fn statements(&self) -> u64 {
        self.executed.load(Ordering::SeqCst)
    }

    /// The `n`-th next statement (from 1) fails, and does not act.
    pub fn fail_statement(&self, n: u64) {
        self.plan(n, false);
    }

    /// The `n`-th next statement (from 1) acts, and then reports a failure: its outcome is unknown to the caller.
    pub fn fail_after_statement(&self, n: u64) {
        self.plan(n, true);
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) {
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn plan(&self, n: u64, acts: bool) {
        let planned = Planned { at: self.statements() + n, acts };
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner) = Some(planned);
    }

    pub(super) fn next(&self) -> Fate {
        let number = self.executed.fetch_add(1, Ordering::SeqCst) + 1;
        match *self.planned.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(planned) if planned.at == number && planned.acts => Fate::FailAfter,
            Some(planned) if planned.at == number => Fate::FailBefore,
            _ => Fate::Succeed,
        }
    }
}
