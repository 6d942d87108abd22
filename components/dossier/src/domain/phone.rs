use std::fmt;

use serde::{Deserialize, Serialize};

use super::parsed_from_text;

/// A phone number in its international form, such as `+33639980001`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Phone(String);

impl Phone {
    /// Reads a number as people write it: spaces, dots, dashes; `0…`, `+33…`, `0033…`, `+33 (0)…`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.replace("(0)", "");
        let kept: String =
            text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}')).collect();
        let international = match kept.strip_prefix('+').or_else(|| kept.strip_prefix("00")) {
            Some(number) => number.to_owned(),
            None => format!("33{}", kept.strip_prefix('0')?),
        };
        let is_number =
            (8..=15).contains(&international.len()) && international.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Self(format!("+{international}")))
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

parsed_from_text!(Phone, "a phone number");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_phone_number_read_as_one() {
        for text in [
            "0639980001",
            "06 39 98 00 01",
            "06.39.98.00.01",
            "+33639980001",
            "0033639980001",
            "+33 (0)6 39 98 00 01",
        ] {
            assert_eq!(Phone::parse(text).unwrap().to_string(), "+33639980001", "{text}");
        }
        for text in ["", "06", "639980001", "+", "06399800011234567", "06 39 98 00 0x"] {
            assert!(Phone::parse(text).is_none(), "{text}");
        }
    }
}
