use serde::{Deserialize, Serialize};

use super::Refusal;

/// SIREN of La Poste, whose establishments are too many for the Luhn key: INSEE admits there a sum of digits that is a
/// multiple of five.
const LA_POSTE: &str = "356000000";

/// The number of an establishment in the register of INSEE: 14 digits, the last of which is a Luhn key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siret(String);

impl Siret {
    /// Reads a SIRET, spaces allowed.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let digits: String = text.chars().filter(|character| *character != ' ').collect();
        let is_number = digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let has_key = luhn(&digits).is_multiple_of(10)
            || digits.starts_with(LA_POSTE) && sum(&digits).is_multiple_of(5);
        if is_number && has_key { Ok(Self(digits)) } else { Err(Refusal::Siret) }
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

impl TryFrom<String> for Siret {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<Siret> for String {
    fn from(siret: Siret) -> Self {
        siret.0
    }
}
