use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{parsed_from_text, pasted};

/// SIREN of La Poste, whose establishments are too many for the Luhn key: INSEE admits there a sum of digits that is a
/// multiple of five.
const LA_POSTE: &str = "356000000";

/// The number of an establishment in the register of INSEE: 14 digits, the last of which is a Luhn key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siret(String);

impl Siret {
    /// Reads a SIRET as people write and paste it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = pasted::compact(text);
        let is_number = digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let has_key = luhn(&digits).is_multiple_of(10)
            || digits.starts_with(LA_POSTE) && sum(&digits).is_multiple_of(5);
        (is_number && has_key).then_some(Self(digits))
    }

    /// Its 14 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn values(digits: &str) -> impl DoubleEndedIterator<Item = u32> {
    digits.chars().filter_map(|character| character.to_digit(10))
}

fn sum(digits: &str) -> u32 {
    values(digits).sum()
}

fn luhn(digits: &str) -> u32 {
    let weigh = |(index, value): (usize, u32)| match (index % 2, value * 2) {
        (0, _) => value,
        (_, doubled) if doubled > 9 => doubled - 9,
        (_, doubled) => doubled,
    };
    values(digits).rev().enumerate().map(weigh).sum()
}

impl fmt::Display for Siret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

parsed_from_text!(Siret, "a SIRET of 14 digits with its key");
