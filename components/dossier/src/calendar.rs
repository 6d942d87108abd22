use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Compiled in: a component in Wasm has no time-zone database.
const PARIS: TimeZone = jiff::tz::get!("Europe/Paris");

/// The day in France at `instant`.
pub(crate) fn day_in_france(instant: Timestamp) -> Date {
    instant.to_zoned(PARIS).date()
}

/// The instant at which the month after that of `instant` begins in France.
pub(crate) fn first_instant_of_next_month(instant: Timestamp) -> Timestamp {
    let next = day_in_france(instant).last_of_month().tomorrow();
    next.and_then(|day| day.to_zoned(PARIS)).map_or(instant, |midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_at_midnight_in_france() {
        for (instant, day) in [
            ("2026-01-31T22:59:59Z", "2026-01-31"),
            ("2026-01-31T23:00:00Z", "2026-02-01"),
            ("2026-03-29T22:00:00Z", "2026-03-30"),
            ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T22:30:00Z", "2026-10-25"),
        ] {
            assert_eq!(day_in_france(instant.parse().unwrap()).to_string(), day, "{instant}");
        }
    }

    #[test]
    fn the_next_month_begins_at_midnight_in_france() {
        for (instant, next) in [
            ("2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z"),
            ("2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"),
            ("2026-03-02T09:00:00Z", "2026-03-31T22:00:00Z"),
        ] {
            assert_eq!(first_instant_of_next_month(instant.parse().unwrap()).to_string(), next, "{instant}");
        }
    }
}
