use std::{
    future::poll_fn,
    sync::{Mutex, PoisonError},
    task::{Poll, Waker},
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::Clock;

/// A clock that moves only when told to, and wakes whoever sleeps until then.
pub struct ManualClock {
    now: Mutex<Timestamp>,
    sleepers: Mutex<Vec<Waker>>,
}

/// 2026-03-02T09:00:00Z.
const START: i64 = 1_772_442_000;

impl Default for ManualClock {
    fn default() -> Self {
        let start = Timestamp::from_second(START).unwrap_or(Timestamp::UNIX_EPOCH);
        Self { now: Mutex::new(start), sleepers: Mutex::default() }
    }
}

impl ManualClock {
    /// Sets the time.
    pub fn set(&self, instant: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = instant;
        let sleepers = std::mem::take(&mut *self.sleepers.lock().unwrap_or_else(PoisonError::into_inner));
        sleepers.into_iter().for_each(Waker::wake);
    }

    /// Moves the time forward, or backwards with a negative duration.
    pub fn advance(&self, by: SignedDuration) {
        let now = self.now();
        self.set(now.saturating_add(by).unwrap_or(now));
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        let until = self.now().saturating_add(duration).unwrap_or(Timestamp::MAX);
        poll_fn(|context| {
            // Registered before looking: a move between the two would otherwise wake nobody.
            self.sleepers.lock().unwrap_or_else(PoisonError::into_inner).push(context.waker().clone());
            if self.now() >= until { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}
