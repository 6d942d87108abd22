//! Days and hours as people in France write them.

use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Compiled in: a component in Wasm has no time-zone database.
const PARIS: TimeZone = jiff::tz::get!("Europe/Paris");

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `27 novembre 2026`.
pub(super) fn day(instant: Timestamp) -> String {
    day_of(&instant.to_zoned(PARIS))
}

/// `27 novembre 2026 à 22 h 51`.
pub(super) fn day_and_hour(instant: Timestamp) -> String {
    let local = instant.to_zoned(PARIS);
    format!("{} à {}", day_of(&local), hour_of(&local))
}

/// `22 h 51`, once the minute under way is over: at that hour the instant has passed.
pub(super) fn hour_after(instant: Timestamp) -> String {
    let seconds = (60 - instant.as_second().rem_euclid(60)) % 60;
    let whole = instant.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(instant);
    hour_of(&whole.to_zoned(PARIS))
}

fn day_of(local: &Zoned) -> String {
    let month = usize::from(local.month().unsigned_abs()).checked_sub(1).and_then(|month| MONTHS.get(month));
    let ordinal = if local.day() == 1 { "er" } else { "" };
    format!("{}{ordinal} {} {}", local.day(), month.copied().unwrap_or_default(), local.year())
}

fn hour_of(local: &Zoned) -> String {
    format!("{} h {:02}", local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or(Timestamp::MIN)
    }

    #[test]
    fn says_the_day_and_the_hour_in_paris() {
        for (instant, words) in [
            ("2026-11-27T21:51:00Z", "27 novembre 2026 à 22 h 51"),
            ("2026-03-31T22:05:59Z", "1er avril 2026 à 0 h 05"),
            ("2026-12-31T23:00:00Z", "1er janvier 2027 à 0 h 00"),
            ("2026-08-02T07:30:00Z", "2 août 2026 à 9 h 30"),
        ] {
            assert_eq!(day_and_hour(at(instant)), words, "{instant}");
        }
        assert_eq!(day(at("2026-02-28T23:30:00Z")), "1er mars 2026");
    }

    #[test]
    fn names_no_hour_that_has_not_come() {
        for (instant, hour) in [
            ("2026-11-27T21:51:00Z", "22 h 51"),
            ("2026-11-27T21:51:01Z", "22 h 52"),
            ("2026-11-27T22:59:59.9Z", "0 h 00"),
        ] {
            assert_eq!(hour_after(at(instant)), hour, "{instant}");
        }
    }
}
