use proptest::prelude::*;

use super::*;

const MINUTE: Allowance = Allowance { burst: 5, period: SignedDuration::from_mins(1) };

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_000_000 + second).unwrap_or_default()
}

/// Tries at these seconds, all of them failures: when those that were judged came.
fn judged(allowance: Allowance, seconds: &[i64]) -> Vec<i64> {
    let mut forgotten_at = Timestamp::MIN;
    let try_at = |second: &&i64| {
        let is_judged = allowance.refused_until(forgotten_at, at(**second)) <= at(**second);
        if is_judged {
            forgotten_at = allowance.counted(forgotten_at, at(**second));
        }
        is_judged
    };
    seconds.iter().filter(try_at).copied().collect()
}

#[test]
fn a_burst_then_one_each_period() {
    let seconds: Vec<_> = (0..200).collect();
    assert_eq!(judged(MINUTE, &seconds), [0, 1, 2, 3, 4, 60, 120, 180]);
}

#[test]
fn a_clock_that_went_ahead_blocks_one_period() {
    let ahead = MINUTE.counted(Timestamp::MIN, at(31_536_000));
    assert_eq!(MINUTE.refused_until(ahead, at(0)), at(60));
    assert_eq!(MINUTE.counted(ahead, at(0)), at(300));
}

proptest! {
    #[test]
    fn no_span_holds_more_than_its_share(mut seconds in prop::collection::vec(0_i64..4000, 0..300), span in 1_i64..4000) {
        seconds.sort_unstable();
        let judged = judged(MINUTE, &seconds);
        for first in &judged {
            let within = judged.iter().filter(|second| (*first..first + span).contains(*second)).count();
            prop_assert!(within as i64 <= 5 + span / 60 + 1);
        }
    }

    #[test]
    fn what_is_given_back_leaves_no_trace(failures in 0_u32..5, slow in 0_i64..50) {
        let before = (0..failures).fold(Timestamp::MIN, |forgotten_at, _| MINUTE.counted(forgotten_at, at(0)));
        let taken = MINUTE.counted(before, at(0));
        let after = MINUTE.given_back(taken);
        let now = at(slow);
        prop_assert_eq!(MINUTE.refused_until(after, now) <= now, MINUTE.refused_until(before, now) <= now);
        prop_assert!(after <= before.max(at(0)));
    }
}
