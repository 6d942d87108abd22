#![allow(clippy::unwrap_used, reason = "a test tool reports by panicking")]

use super::*;

const DOSSIER: &str = "000102030405060708090a0b0c0d0e0f";

fn key() -> PseudonymKey {
    PseudonymKey::new([7; 32])
}

fn leaf(dossier: &str, at: &str) -> Leaf {
    let (recorded_at, event) = (at.parse().unwrap(), Uuid::from_u128(9));
    let tag = key().tag(dossier.parse().unwrap(), event, recorded_at);
    Leaf { event, recorded_at, clock: recorded_at, commitment: [0; 32], tag }
}

fn keys(before: &str) -> Vec<RecognitionKey> {
    let from = "2026-01-15T00:00:00Z".parse().unwrap();
    key().recognition_keys(DOSSIER.parse().unwrap(), from, before.parse().unwrap())
}

fn is_recognised(keys: &[RecognitionKey], leaf: &Leaf) -> bool {
    keys.iter().any(|key| key.recognises(leaf))
}

#[test]
fn keys_recognise_all_that_is_over() {
    let keys = keys("2026-03-03T10:00:00Z");
    let periods: Vec<_> = keys.iter().map(|key| key.period().to_string()).collect();
    assert_eq!(periods, ["2026-01", "2026-02", "2026-03-01", "2026-03-02"]);
    for at in ["2026-01-01T00:00:00Z", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-02T23:59:59Z"]
    {
        assert!(is_recognised(&keys, &leaf(DOSSIER, at)), "{at}");
    }
}

#[test]
fn keys_recognise_nothing_of_today_or_later() {
    let keys = keys("2026-03-03T10:00:00Z");
    for at in ["2026-03-03T00:00:00Z", "2026-03-03T10:00:01Z", "2026-03-31T00:00:00Z", "2026-04-01T00:00:00Z"]
    {
        let leaf = leaf(DOSSIER, at);
        assert!(!is_recognised(&keys, &leaf), "{at}");
        // Nor when someone pretends that the key is of another period.
        let pretended = |key: &RecognitionKey, period| RecognitionKey { period, ..key.clone() };
        let day = Period::Day(day_of(leaf.recorded_at));
        let month = Period::Month(day_of(leaf.recorded_at).first_of_month());
        let mut others = keys.iter().flat_map(|key| [pretended(key, day), pretended(key, month)]);
        assert!(!others.any(|key| key.recognises(&leaf)), "{at}");
    }
}

#[test]
fn keys_recognise_no_other_dossier() {
    let other = leaf("ffffffffffffffffffffffffffffffff", "2026-02-03T00:00:00Z");
    assert!(!is_recognised(&keys("2026-03-03T10:00:00Z"), &other));
}

#[test]
fn a_key_read_back_is_the_same() {
    for key in keys("2026-03-03T10:00:00Z") {
        let period = key.period().to_string().parse().unwrap();
        assert!(RecognitionKey::parse(period, &key.to_string()).unwrap() == key);
    }
}
