use super::*;

/// The reading from which the cases start: every condition holds, but for the check when it is not right.
fn reading(is_verified: bool) -> Reading {
    let cases: toml::Table = include_str!("../../../../policies/cases/reading.toml").parse().unwrap();
    let reading: Reading = cases["base"].clone().try_into().unwrap();
    Reading { is_verified, ..reading }
}

fn remembered(authority: &Authority) -> usize {
    authority.granted.lock().unwrap().len()
}

#[test]
fn remembers_what_is_given_and_judges_each_reading() {
    let authority = Authority::load().unwrap();
    let refused = authority.decide_reading(reading(false));
    assert!(matches!(refused, ReadingDecision::Refused { audience: Audience::Journal, .. }));
    let ReadingDecision::Allowed(allowed) = authority.decide_reading(reading(true)) else {
        panic!("every condition holds")
    };
    assert_eq!(remembered(&authority), 0);
    let granted = authority.grants(&allowed);
    assert!(!granted.is_empty());
    assert_eq!((authority.grants(&allowed), remembered(&authority)), (granted, 1));
}
