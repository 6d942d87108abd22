use std::fmt;

use serde::{Deserialize, Serialize};

const LONGEST: usize = 64;

/// A word of a closed list kept elsewhere (a reason, a method, a category): lower-case letters, digits, `_`, `-`, `.`.
/// The journal has no free text, so that no name or number can slip into it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Word(String);

/// Text that is empty, too long, or has other letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a word of at most 64 lower-case letters, digits, `_`, `-` or `.` is expected")]
pub struct InvalidWord;

impl Word {
    /// Reads it from text.
    ///
    /// # Errors
    /// When the text is not such a word.
    pub fn parse(text: &str) -> Result<Self, InvalidWord> {
        let allowed = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '_' | '-' | '.')
        };
        let is_word = !text.is_empty() && text.len() <= LONGEST && text.chars().all(allowed);
        is_word.then(|| Self(text.to_owned())).ok_or(InvalidWord)
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Word {
    type Error = InvalidWord;

    fn try_from(text: String) -> Result<Self, InvalidWord> {
        Self::parse(&text)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
