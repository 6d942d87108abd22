use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn night() -> Window {
    Window { from: Time::constant(1, 30, 0, 0), to: Time::constant(3, 0, 0, 0) }
}

#[test]
fn the_window_follows_the_fund_s_time_in_winter_and_in_summer() {
    assert!(night().is_open(at("2026-01-15T00:30:00Z")));
    assert!(!night().is_open(at("2026-01-15T02:00:00Z")));
    assert!(night().is_open(at("2026-07-14T23:30:00Z")));
    assert!(!night().is_open(at("2026-07-15T01:00:00Z")));
}

#[test]
fn a_window_may_pass_midnight() {
    let window = Window { from: Time::constant(23, 0, 0, 0), to: Time::constant(1, 0, 0, 0) };
    assert!(window.is_open(at("2026-01-15T22:30:00Z")));
    assert!(window.is_open(at("2026-01-15T23:30:00Z")));
    assert!(!window.is_open(at("2026-01-15T12:00:00Z")));
}

#[test]
fn retention_counts_calendar_months() {
    assert_eq!(retention_ends(at("2026-03-02T09:00:00Z"), 24), at("2024-03-02T09:00:00Z"));
    assert_eq!(retention_ends(at("2026-08-31T10:00:00Z"), 6), at("2026-02-28T11:00:00Z"));
}
