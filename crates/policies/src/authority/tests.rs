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
fn remembers_what_it_granted_and_judges_each_refusal_anew() {
    let authority = Authority::load().unwrap();
    for _ in 0..2 {
        let refused = authority.decide_reading(&reading(false));
        assert!(matches!(refused, ReadingDecision::Refused { audience: Audience::Journal, .. }));
        assert_eq!(remembered(&authority), 0);
    }
    let granted = authority.decide_reading(&reading(true));
    assert!(matches!(&granted, ReadingDecision::Granted(grants) if !grants.is_empty()));
    assert_eq!(remembered(&authority), 1);
    assert_eq!(authority.decide_reading(&reading(true)), granted);
}
