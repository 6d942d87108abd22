use std::fmt;

use access::pasted::plain;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parsed_from_text;

/// A month, `2026-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Month {
    year: i16,
    month: i8,
}

/// A date of which the day, or the day and the month, may be unknown: `1980-05-12`, `1980-05` or `1980-05-00`, `1980` or
/// `1980-00-00`. Birth dates of people born abroad often are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl Month {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = plain(text);
        let date: Date = format!("{text}-01").parse().ok()?;
        (text.len() == 7).then(|| Self::of(date))
    }

    pub(crate) fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// How many months it is before `other`; negative when after.
    pub(crate) fn months_before(self, other: Self) -> i32 {
        (i32::from(other.year) - i32::from(self.year)) * 12 + i32::from(other.month) - i32::from(self.month)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl PartialDate {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let date = |text: &str| text.parse::<Date>().ok().filter(|date| date.year() >= 1880);
        let text = plain(text);
        let text = text.strip_suffix("-00").unwrap_or(&text);
        let text = text.strip_suffix("-00").unwrap_or(text);
        match text.len() {
            10 => date(text).map(|d| Self { year: d.year(), month: Some(d.month()), day: Some(d.day()) }),
            7 => date(&format!("{text}-01")).map(|d| Self {
                year: d.year(),
                month: Some(d.month()),
                day: None,
            }),
            4 => date(&format!("{text}-01-01")).map(|d| Self { year: d.year(), month: None, day: None }),
            _ => None,
        }
    }

    /// The age on `today`, none before the birth. An unknown part counts as the first of the year or month, so an age is
    /// never too low.
    pub(crate) fn age_on(self, today: Date) -> Option<u8> {
        let birthday = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        let years = today.year() - self.year - i16::from((today.month(), today.day()) < birthday);
        u8::try_from(years).ok()
    }

    /// Whether it is come on `today`: from its first day when not all of it is known.
    pub(crate) fn has_come(self, today: Date) -> bool {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            <= (today.year(), today.month(), today.day())
    }

    /// Whether it is over on `today`. Of a date known in part, it may be over since its first day: in doubt, it is.
    pub(crate) fn is_over(self, today: Date) -> bool {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            < (today.year(), today.month(), today.day())
    }

    pub(crate) fn is_year_alone(self) -> bool {
        self.month.is_none()
    }

    /// Whether the month in which it lies is over on `today`.
    pub(crate) fn is_before_month_of(self, today: Date) -> bool {
        (self.year, self.month.unwrap_or(1)) < (today.year(), today.month())
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(formatter, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(formatter, "-{day:02}"))
    }
}

parsed_from_text!(Month, "a month, YYYY-MM");
impl utoipa::PartialSchema for PartialDate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .pattern(Some("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))
            .into()
    }
}

impl utoipa::ToSchema for PartialDate {}

parsed_from_text!(PartialDate, "a date, YYYY-MM-DD, YYYY-MM or YYYY");

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_read_with_the_precision_they_have() {
        for text in ["1980-05-12", "1980-05", "1980"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for (text, read) in [
            ("1980-05-00", "1980-05"),
            ("1980-00-00", "1980"),
            ("1980-00", "1980"),
            (" 1980\u{2011}05\u{2013}12\n", "1980-05-12"),
            ("\u{202a}１９８０-05\u{202c}", "1980-05"),
        ] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), read, "{text:?}");
        }
        for text in [
            "1980-00-12",
            "1980-13",
            "1980-02-30",
            "80",
            "1980-5-1",
            "",
            "-00",
            "0000",
            "1980-05-12T00:00",
            "1980-00-00-00",
            "12/05/1980",
            "1980.05.12",
            "19800512",
        ] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn impossible_months_are_refused() {
        assert_eq!(Month::parse("2026-02").unwrap().to_string(), "2026-02");
        for text in ["2026-00", "2026-13", "2026-2", "26-02", "2026-02-01", "abcd-02"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_age_counts_birthdays() {
        let born = PartialDate::parse("2020-03-02").unwrap();
        assert_eq!(born.age_on(date(2026, 3, 1)), Some(5));
        assert_eq!(born.age_on(date(2026, 3, 2)), Some(6));
        assert_eq!(born.age_on(date(2020, 3, 1)), None, "who is not born has no age");
        assert_eq!(PartialDate::parse("2020").unwrap().age_on(date(2026, 1, 1)), Some(6));
    }

    #[test]
    fn a_date_comes_and_is_over_day_by_day() {
        let today = date(2026, 3, 2);
        for (text, has_come, is_over) in [
            ("2026-03-01", true, true),
            ("2026-03-02", true, false),
            ("2026-03-03", false, false),
            ("2026-03", true, true),
            ("2026-04", false, false),
            ("2026", true, true),
            ("2027", false, false),
        ] {
            let known = PartialDate::parse(text).unwrap();
            assert_eq!((known.has_come(today), known.is_over(today)), (has_come, is_over), "{text}");
        }
    }
}
