use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// The time, as a parameter: production reads the host's clock, tests set it.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The present instant (UTC). It may go backwards when the host's clock is corrected.
    fn now(&self) -> Timestamp;

    /// Comes back once `duration` has gone by, whatever corrections [`Clock::now`] gets meanwhile.
    async fn sleep(&self, duration: Duration);
}

/// The host's clock.
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the host's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    async fn sleep(&self, duration: Duration) {
        #[cfg(target_family = "wasm")]
        spin_sdk::time::sleep(duration).await;
        #[cfg(not(target_family = "wasm"))]
        tokio::time::sleep(duration).await;
    }
}
