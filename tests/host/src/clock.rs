//! The wall clock that components see: the machine's, unless a test froze or moved it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use wasmtime_wasi::HostWallClock;

#[cfg(test)]
mod tests;

/// The wall clock of every component of a host. Monotonic clocks and timers are never touched.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Real,
    Moved(SignedDuration),
    Frozen(Timestamp),
}

impl Clock {
    /// Stops time at an instant.
    pub fn freeze_at(&self, instant: Timestamp) {
        self.set(|_| State::Frozen(instant));
    }

    /// Moves time, forwards or backwards; frozen time stays frozen.
    pub fn advance(&self, by: SignedDuration) {
        self.set(|state| match state {
            State::Real => State::Moved(by),
            State::Moved(already) => State::Moved(already.saturating_add(by)),
            State::Frozen(at) => State::Frozen(at.saturating_add(by).unwrap_or(at)),
        });
    }

    /// Gives the machine's time back.
    pub fn release(&self) {
        self.set(|_| State::Real);
    }

    /// What a component would read now.
    pub fn now(&self) -> Timestamp {
        match self.state() {
            State::Real => machine_time(),
            State::Moved(by) => machine_time().saturating_add(by).unwrap_or(Timestamp::MAX),
            State::Frozen(at) => at,
        }
    }

    fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, change: impl FnOnce(State) -> State) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = change(*state);
    }
}

#[allow(clippy::disallowed_methods, reason = "the host is where time enters")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        Duration::try_from(Self::now(self).duration_since(Timestamp::UNIX_EPOCH)).unwrap_or_default()
    }
}
