use jiff::{SignedDuration, Timestamp};

/// Mistakes that cost nothing: a number copied wrong, a phone number that changed.
pub(super) const FREE: u32 = 5;
const LONGEST: SignedDuration = SignedDuration::from_mins(60);

/// After how long without a failure all is forgotten.
const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// Failures in a row, and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failures {
    pub(crate) number: u32,
    pub(crate) last_at: Timestamp,
}

impl Failures {
    /// Those that count still, and one more that counts as `cost`.
    pub(crate) fn next(former: Option<Self>, cost: u32, now: Timestamp) -> Self {
        let counted = former.filter(|former| former.last_at >= forgotten_before(now));
        Self { number: counted.map_or(0, |former| former.number).saturating_add(cost), last_at: now }
    }

    /// Until when no consultation is tried after them: a minute at first, twice as long each time, an hour at most.
    pub(crate) fn block(self) -> Option<Timestamp> {
        let doublings = self.number.checked_sub(FREE + 1)?.min(6);
        let delay = SignedDuration::from_mins(1 << doublings).min(LONGEST);
        self.last_at.checked_add(delay).ok()
    }
}

/// Failures before this instant are forgotten.
pub(crate) fn forgotten_before(now: Timestamp) -> Timestamp {
    now.checked_sub(MEMORY).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_stays_under_an_hour() {
        let last_at = Timestamp::UNIX_EPOCH;
        let minutes = |number| {
            Failures { number, last_at }.block().map(|until| until.duration_since(last_at).as_mins())
        };
        let delays: Vec<_> = (4..14).map(minutes).collect();
        let expected =
            [None, None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(60), Some(60)];
        assert_eq!(delays, expected);
    }

    #[test]
    fn a_day_without_failure_begins_anew() {
        let last_at = Timestamp::UNIX_EPOCH;
        let known = Some(Failures { number: 9, last_at });
        let after = |delay| Failures::next(known, 1, last_at.saturating_add(delay).unwrap()).number;
        assert_eq!(after(MEMORY), 10);
        assert_eq!(after(MEMORY + SignedDuration::from_secs(1)), 1);
    }
}
