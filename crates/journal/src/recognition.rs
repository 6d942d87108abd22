use std::{fmt, str::FromStr};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use uuid::Uuid;

use crate::{
    DossierPseudonym, Leaf, PseudonymKey,
    pseudonym::{InvalidPseudonym, authenticate, cut, decode},
};

/// The days, in UTC, whose leaves a [`RecognitionKey`] recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The month that begins on this day.
    Month(Date),
    /// This day.
    Day(Date),
}

/// Recognises, among the leaves that were recorded in its period, those that are about one dossier. It tells nothing of
/// any other leaf, and nothing of what is recorded after its period: whoever is given the keys of what is over cannot
/// watch what comes.
#[derive(Clone, PartialEq, Eq)]
pub struct RecognitionKey {
    period: Period,
    key: [u8; 32],
}

impl PseudonymKey {
    /// The tag of the leaf of event `id`, on `dossier`, recorded at `at`.
    #[must_use]
    pub fn tag(&self, dossier: DossierPseudonym, id: Uuid, at: Timestamp) -> [u8; 16] {
        let day = day_of(at);
        self.recognition_key(dossier, Period::Month(day.first_of_month())).tag(id, day)
    }

    /// The keys that recognise the leaves about `dossier` from the month of `from` on, and none of those recorded on the
    /// day of `before` or later: one a month and, for the month of `before`, one a day.
    #[must_use]
    pub fn recognition_keys(
        &self,
        dossier: DossierPseudonym,
        from: Timestamp,
        before: Timestamp,
    ) -> Vec<RecognitionKey> {
        let end = day_of(before);
        let months = day_of(from).first_of_month().series(1.month());
        let months = months.take_while(|month| *month < end.first_of_month()).map(Period::Month);
        let days = end.first_of_month().series(1.day()).take_while(|day| *day < end).map(Period::Day);
        months.chain(days).map(|period| self.recognition_key(dossier, period)).collect()
    }

    fn recognition_key(&self, dossier: DossierPseudonym, period: Period) -> RecognitionKey {
        let month = Period::Month(period.first_day().first_of_month());
        let key = self.authenticate(&[b"recognition/", dossier.as_bytes(), month.to_string().as_bytes()]);
        match period {
            Period::Month(_) => RecognitionKey { period, key },
            Period::Day(day) => RecognitionKey { period, key: day_key(&key, day) },
        }
    }
}

impl RecognitionKey {
    /// Reads it from its period and its 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the digits are others.
    pub fn parse(period: Period, digits: &str) -> Result<Self, InvalidPseudonym> {
        decode(digits).map(|key| Self { period, key })
    }

    /// When the leaves that it recognises were recorded.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// Whether `leaf` is about the dossier of this key; never when it was recorded in another period.
    #[must_use]
    pub fn recognises(&self, leaf: &Leaf) -> bool {
        let day = day_of(leaf.recorded_at);
        self.period.holds(day) && self.tag(leaf.event, day) == leaf.tag
    }

    fn tag(&self, id: Uuid, day: Date) -> [u8; 16] {
        let key = match self.period {
            Period::Month(_) => day_key(&self.key, day),
            Period::Day(_) => self.key,
        };
        cut(authenticate(&key, &[id.as_bytes()]))
    }
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn day_key(month: &[u8; 32], day: Date) -> [u8; 32] {
    authenticate(month, &[day.to_string().as_bytes()])
}

impl Period {
    fn first_day(self) -> Date {
        match self {
            Self::Month(first) | Self::Day(first) => first,
        }
    }

    fn holds(self, day: Date) -> bool {
        match self {
            Self::Month(first) => day.first_of_month() == first,
            Self::Day(only) => day == only,
        }
    }
}

impl fmt::Display for RecognitionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base16ct::lower::encode_string(&self.key))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(first) => write!(formatter, "{}", first.strftime("%Y-%m")),
            Self::Day(day) => write!(formatter, "{day}"),
        }
    }
}

impl FromStr for Period {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        match format!("{text}-01").parse() {
            Ok(first) => Ok(Self::Month(first)),
            Err(_) => text.parse().map(Self::Day),
        }
    }
}

#[cfg(test)]
mod tests;
