use std::time::Duration;

use super::{share_longer, standard_error};

fn seconds(all: &[u64]) -> Vec<Duration> {
    all.iter().copied().map(Duration::from_secs).collect()
}

#[test]
fn the_share_is_of_pairs_and_as_long_is_half() {
    let those = seconds(&[4, 1, 3]);
    let cases = [(seconds(&[5, 6]), 1.0), (seconds(&[0]), 0.0), (those.clone(), 0.5), (seconds(&[3]), 0.5)];
    for (these, expected) in cases {
        assert!((share_longer(&these, &those) - expected).abs() < 1e-9, "{these:?}");
    }
}

#[test]
fn the_error_is_that_of_a_rank_sum() {
    assert!((standard_error(1, 1) - 0.5).abs() < 1e-9);
    assert!((standard_error(2_000, 2_000) - 0.009_13).abs() < 1e-5);
}
