use jiff::{Timestamp, ToSpan, Zoned, civil::Time, tz::TimeZone};

/// The fund's calendar.
const PARIS: TimeZone = jiff::tz::get!("Europe/Paris");

/// The hours of the day, in the fund's time, in which purges may run. It may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Time,
    pub(crate) to: Time,
}

impl Window {
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        let time = at.to_zoned(PARIS).time();
        if self.from <= self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

/// The instant before which content has been kept `months` months at `now`, in the fund's calendar.
pub(crate) fn retention_ends(now: Timestamp, months: i64) -> Timestamp {
    let kept_since = now.to_zoned(PARIS).checked_sub(months.months());
    kept_since.as_ref().map_or(Timestamp::MIN, Zoned::timestamp)
}

#[cfg(test)]
mod tests;
