use jiff::{SignedDuration, Timestamp};

/// Mistakes that cost nothing: a number copied wrong, a phone number that changed.
const FREE: u32 = 5;
const LONGEST: SignedDuration = SignedDuration::from_mins(60);

/// After how long without a failure all is forgotten.
pub(crate) const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// Until when no consultation is tried after `failures` in a row: a minute at first, twice as long each time, an hour at
/// most.
pub(crate) fn next_block(failures: u32, now: Timestamp) -> Option<Timestamp> {
    let doublings = failures.checked_sub(FREE + 1)?.min(6);
    let delay = SignedDuration::from_mins(1 << doublings).min(LONGEST);
    now.checked_add(delay).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_stays_under_an_hour() {
        let now = Timestamp::UNIX_EPOCH;
        let minutes = |failures| next_block(failures, now).map(|until| until.duration_since(now).as_mins());
        let delays: Vec<_> = (4..14).map(minutes).collect();
        let expected =
            [None, None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(60), Some(60)];
        assert_eq!(delays, expected);
    }
}
