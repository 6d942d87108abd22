use jiff::Timestamp;

/// The time, as a parameter: production reads the host's clock, tests set it.
pub trait Clock: Send + Sync {
    /// The present instant (UTC). It may go backwards when the host's clock is corrected.
    fn now(&self) -> Timestamp;
}

/// The host's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the host's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
