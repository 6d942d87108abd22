use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{parsed_from_text, pasted};

/// The longest code in use: an RSA instructor's.
const LONGEST: usize = 13;

/// A code of the trade as it is compared, a landlord's, an instruction service's or an instructor's: upper-case letters and
/// digits, at most 13.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(max_length = 64)]
pub struct TradeCode(String);

impl TradeCode {
    /// Reads a code as people write and paste it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code = pasted::compact(text).to_ascii_uppercase();
        let is_code =
            (1..=LONGEST).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_code.then_some(Self(code))
    }

    /// Its letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TradeCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

parsed_from_text!(TradeCode, "a code of letters and digits");

/// A one-time code as an authenticator application shows it: six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// Reads a code as people type and paste it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code = pasted::compact(text);
        let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then_some(Self(code))
    }

    /// Its six digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
