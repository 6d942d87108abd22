use std::{fmt, time::Duration};

/// How often, and how long.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Rounds a second, all callers together.
    pub per_second: f64,
    /// Median of a round.
    pub median: Duration,
    /// 99th percentile of a round.
    pub p99: Duration,
}

impl Figures {
    pub(crate) fn of(mut durations: Vec<Duration>, whole: Duration) -> Self {
        durations.sort_unstable();
        let at = |part: usize| durations.get(durations.len() * part / 100).copied().unwrap_or_default();
        let count = u32::try_from(durations.len()).unwrap_or(u32::MAX);
        Self { per_second: f64::from(count) / whole.as_secs_f64(), median: at(50), p99: at(99) }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |duration: Duration| duration.as_secs_f64() * 1_000.0;
        let Self { per_second, median, p99 } = *self;
        write!(formatter, "{per_second:.0}/s, p50 {:.2} ms, p99 {:.2} ms", millis(median), millis(p99))
    }
}
