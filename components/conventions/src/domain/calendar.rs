//! The fund's calendar: civil days of Europe/Paris, and the days on which it works.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

use super::Refusal;

/// How long each phase of a file lasts, in days: receipt, check of completeness, signature, training.
pub(crate) const PHASE_DAYS: [u16; 4] = [15, 30, 45, 15];

/// Compiled in: a component in Wasm has no time-zone database.
const PARIS: TimeZone = jiff::tz::get!("Europe/Paris");

/// The first instant of `day`.
pub(crate) fn start_of(day: Date) -> Result<Timestamp, Refusal> {
    day.to_zoned(PARIS).map(|zoned| zoned.timestamp()).map_err(|_| Refusal::Period)
}

/// The first instant after `day`, which a period that ends on `day` still covers.
pub(crate) fn end_of(day: Date) -> Result<Timestamp, Refusal> {
    start_of(day.tomorrow().map_err(|_| Refusal::Period)?)
}

/// The instants of a period from its first to its last day, both included.
pub(crate) fn period(first: Date, last: Date) -> Result<(Timestamp, Timestamp), Refusal> {
    if first > last { Err(Refusal::Period) } else { Ok((start_of(first)?, end_of(last)?)) }
}

/// The civil day at `at`.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(PARIS).date()
}

/// The last day of a period whose first instant after it is `ends_at`.
pub(crate) fn last_day(ends_at: Timestamp) -> Date {
    let day = day_of(ends_at);
    day.yesterday().unwrap_or(day)
}

/// When a phase of `days` calendar days begun at `from` is due: at the end of its last day, or of the next day on which
/// the fund works.
pub(crate) fn due_at(from: Timestamp, days: u16) -> Result<Timestamp, Refusal> {
    let mut day = day_of(from).checked_add(i32::from(days).days()).map_err(|_| Refusal::Period)?;
    while !is_worked(day) {
        day = day.tomorrow().map_err(|_| Refusal::Period)?;
    }
    end_of(day)
}

fn is_worked(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// Legal holidays (Code du travail, L3133-1).
fn is_holiday(day: Date) -> bool {
    const FIXED: [(i8, i8); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    let from_easter =
        easter(day.year()).and_then(|easter| easter.until(day).ok()).map(|span| span.get_days());
    FIXED.contains(&(day.month(), day.day())) || matches!(from_easter, Some(1 | 39 | 50))
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_falls_where_the_almanacs_say() {
        let known = [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)];
        for (year, month, day) in known {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn a_period_ends_when_its_last_day_does_in_paris_in_winter_and_in_summer() {
        assert_eq!(end_of(date(2026, 1, 31)).unwrap(), "2026-01-31T23:00:00Z".parse().unwrap());
        assert_eq!(end_of(date(2026, 7, 31)).unwrap(), "2026-07-31T22:00:00Z".parse().unwrap());
        assert_eq!(last_day(end_of(date(2026, 3, 28)).unwrap()), date(2026, 3, 28));
    }

    #[test]
    fn a_due_date_waits_for_the_next_worked_day() {
        let due = |from: &str, days| day_of(due_at(from.parse().unwrap(), days).unwrap() - 1.second());
        assert_eq!(due("2026-03-02T09:00:00Z", 15), date(2026, 3, 17), "a Tuesday");
        assert_eq!(due("2026-03-06T09:00:00Z", 15), date(2026, 3, 23), "Saturday 21 gives Monday 23");
        assert_eq!(due("2026-03-21T09:00:00Z", 15), date(2026, 4, 7), "Easter Monday gives Tuesday 7");
        assert_eq!(due("2026-04-29T09:00:00Z", 15), date(2026, 5, 15), "Ascension Thursday gives Friday 15");
    }
}
