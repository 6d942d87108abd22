use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

const LONGEST: usize = 64;

/// A name that is empty, too long, or has other than letters, digits and `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidName;

impl fmt::Display for InvalidName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name of letters, digits and `_` is expected")
    }
}

impl std::error::Error for InvalidName {}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $pattern:literal, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(try_from = "String")]
        #[schema(max_length = 64, pattern = $pattern)]
        pub struct $type(String);

        impl $type {
            /// Reads it from text, the only way in.
            ///
            /// # Errors
            /// When the text is not such a name.
            pub fn parse(text: &str) -> Result<Self, InvalidName> {
                let allowed: fn(char) -> bool = $allowed;
                let is_name = !text.is_empty() && text.len() <= LONGEST && text.chars().all(allowed);
                is_name.then(|| Self(text.to_owned())).ok_or(InvalidName)
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                Self::parse(&text)
            }
        }

        impl FromStr for $type {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name! {
    /// What data are asked for (finalité), such as `aide_financiere`. Which exist is data of `policies/profiles.toml`.
    Purpose, "^[a-z0-9_]+$", |letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
}

name! {
    /// What a category of professionals may see (profil), such as `T1`. Which exist is data of
    /// `policies/profiles.toml`.
    ProfileCode, "^[A-Za-z0-9_]+$", |letter| letter.is_ascii_alphanumeric() || letter == '_'
}
