use jiff::{SignedDuration, Timestamp};

/// Mistakes that cost nothing: a number copied wrong, a phone number that changed.
pub(super) const FREE: u32 = 5;
const LONGEST: SignedDuration = SignedDuration::from_mins(60);

/// How far apart the clocks of two instances, or the turns of two tries, may be.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// After how long without a failure all is forgotten.
const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// How many failures cost the longest delay: more cost no more.
const MOST: u32 = FREE + 7;

/// Until when no consultation is tried after a failure at `now` that is the first, the second and so on, the last of these
/// for all that follow: a minute after the sixth, twice as long after each more, an hour at most.
pub(crate) fn blocks_from(now: Timestamp) -> [Option<Timestamp>; MOST as usize] {
    std::array::from_fn(|index| block(u32::try_from(index).unwrap_or(MOST) + 1, now))
}

fn block(failures: u32, now: Timestamp) -> Option<Timestamp> {
    let doublings = failures.checked_sub(FREE + 1)?;
    now.checked_add(SignedDuration::from_mins(1 << doublings.min(6)).min(LONGEST)).ok()
}

/// No delay that was just set lasts beyond this, be the clocks of two instances some way apart; one that does was set by a
/// clock that was wrong.
pub(crate) fn longest_block(now: Timestamp) -> Timestamp {
    now.saturating_add(LONGEST + SKEW).unwrap_or(Timestamp::MAX)
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
        let now = Timestamp::UNIX_EPOCH;
        let minutes = blocks_from(now).map(|until| until.map(|until| until.duration_since(now).as_mins()));
        let free = [None; FREE as usize];
        assert_eq!(minutes[..5], free);
        assert_eq!(minutes[5..], [1, 2, 4, 8, 16, 32, 60].map(Some));
    }
}
