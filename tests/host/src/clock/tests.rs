use jiff::{SignedDuration, Timestamp};

use super::Clock;

#[test]
fn frozen_time_stands_still_and_moves_only_when_told() {
    let clock = Clock::default();
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    clock.freeze_at(noon);
    assert_eq!((clock.now(), clock.now()), (noon, noon));
    clock.advance(SignedDuration::from_hours(1));
    assert_eq!(clock.now(), "2026-03-01T13:00:00Z".parse().unwrap());
    clock.advance(SignedDuration::from_hours(-2));
    assert_eq!(clock.now(), "2026-03-01T11:00:00Z".parse().unwrap());
}

#[test]
fn moved_time_goes_on_from_where_it_was_moved() {
    let clock = Clock::default();
    let before = clock.now();
    clock.advance(SignedDuration::from_hours(24));
    clock.advance(SignedDuration::from_hours(24));
    assert!(clock.now() >= before + SignedDuration::from_hours(48));
    clock.release();
    assert!(clock.now() < before + SignedDuration::from_hours(24));
}

#[test]
fn components_read_the_same_instant() {
    let clock = Clock::default();
    clock.freeze_at("1970-01-01T00:00:01.5Z".parse().unwrap());
    assert_eq!(wasmtime_wasi::HostWallClock::now(&clock).as_millis(), 1500);
}
