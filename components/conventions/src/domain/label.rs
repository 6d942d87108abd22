use serde::{Deserialize, Serialize};

use super::Refusal;

macro_rules! word {
    ($(#[$doc:meta])* $name:ident, ($longest:tt, $pattern:tt), $check:expr, $refusal:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(max_length = $longest, pattern = $pattern)]
        pub struct $name(String);

        impl $name {
            /// Reads one, without what surrounds it and is not seen.
            pub fn parse(text: &str) -> Result<Self, Refusal> {
                let text = access::pasted::trimmed(text);
                let is_valid: fn(&str) -> bool = $check;
                if is_valid(text) { Ok(Self(text.to_owned())) } else { Err($refusal) }
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refusal;
            fn try_from(text: String) -> Result<Self, Refusal> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.0
            }
        }
    };
}

word! {
    /// A short text that people read: one line, not blank, at most 200 characters.
    Label,
    (200, r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"),
    |text| !text.is_empty() && text.chars().count() <= 200 && !text.chars().any(char::is_control),
    Refusal::Member("")
}

word! {
    /// Why an act is done, in the words of whoever does it: at most 500 characters.
    Reason,
    (500, r"\S"),
    |text| !text.is_empty() && text.chars().count() <= 500,
    Refusal::ReasonMissing
}
