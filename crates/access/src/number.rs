use std::fmt;

use serde::{Deserialize, Serialize};

use crate::pasted;

/// The longest spelling in use: 15 places, padded with zeros on the right.
const LONGEST_SPELLING: usize = 15;

/// The fund that manages a dossier: its code of three digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(pattern = "^ *[0-9]{3} *$")]
pub struct Organisme(String);

/// The number of a dossier within its fund: one to seven digits, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(pattern = "^[0-9 ]+$")]
pub struct Matricule(String);

/// What tells a dossier from all others: a number alone is not unique. Its parts are in their one canonical form, from
/// which lookups and the journal's pseudonyms are made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DossierNumber {
    /// The fund that manages it.
    pub organisme: Organisme,
    /// Its number there.
    pub matricule: Matricule,
}

impl DossierNumber {
    /// Reads both parts.
    #[must_use]
    pub fn parse(organisme: &str, matricule: &str) -> Option<Self> {
        Some(Self { organisme: Organisme::parse(organisme)?, matricule: Matricule::parse(matricule)? })
    }
}

impl Organisme {
    /// Reads three digits that are not all zeros.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code = pasted::compact(text);
        let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) && code != "000";
        is_code.then_some(Self(code))
    }
}

impl Matricule {
    /// Reads every historic spelling: grouped, padded with zeros to 15 places on the right or on the left, with leading
    /// zeros. A field shorter than 15 places is not cut on the right: its last zeros are digits of the number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = pasted::compact(text);
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        if digits.len() > LONGEST_SPELLING || !is_number || is_decimal(text) {
            return None;
        }
        let right_padded = (digits.len() == LONGEST_SPELLING).then(|| digits.split_at_checked(7)).flatten();
        let number = match right_padded {
            Some((number, padding)) if padding.bytes().all(|byte| byte == b'0') => number,
            _ => digits.as_str(),
        };
        let number = number.trim_start_matches('0');
        (1..=7).contains(&number.len()).then(|| Self(number.to_owned()))
    }
}

/// Whether it ends as what a spreadsheet writes of a number, `16.0`, which is no `160`: a point groups by three.
fn is_decimal(text: &str) -> bool {
    pasted::plain(text).rsplit_once('.').is_some_and(|(_, last)| last.len() < 3)
}

impl fmt::Display for Organisme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Matricule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Text read through its type's `parse`, the only way in, and written as the type shows itself.
#[macro_export]
macro_rules! parsed_from_text {
    ($type:ty, $expected:literal) => {
        impl TryFrom<String> for $type {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or($expected)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    };
}

parsed_from_text!(Organisme, "a fund's code of three digits");
parsed_from_text!(Matricule, "a dossier number of one to seven digits");

#[cfg(test)]
mod tests;
