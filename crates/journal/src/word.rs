use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

const LONGEST: usize = 64;

/// A word of a closed list kept elsewhere (a reason, a method, a category): lower-case letters, digits, `_`, `-`, `.`.
/// The journal has no free text, so that no name or number can slip into it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Word(Cow<'static, str>);

/// Text that is empty, too long, or has other letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a word of at most 64 lower-case letters, digits, `_`, `-` or `.` is expected")]
pub struct InvalidWord;

/// A [`Word`] of the source code, checked when it is compiled: `word!("mot_de_passe")`.
#[macro_export]
macro_rules! word {
    ($text:literal) => {
        const { $crate::Word::literal($text) }
    };
}

impl Word {
    /// A word of the source code. Use [`word!`], which refuses to compile what is none.
    ///
    /// # Panics
    /// When the text is no word.
    #[must_use]
    pub const fn literal(text: &'static str) -> Self {
        assert!(is_word(text.as_bytes()), "not a word of the journal");
        Self(Cow::Borrowed(text))
    }

    /// Reads it from text.
    ///
    /// # Errors
    /// When the text is not such a word.
    pub fn parse(text: &str) -> Result<Self, InvalidWord> {
        is_word(text.as_bytes()).then(|| Self(Cow::Owned(text.to_owned()))).ok_or(InvalidWord)
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

const fn is_word(mut text: &[u8]) -> bool {
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    while let [letter, rest @ ..] = text {
        if !matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.') {
            return false;
        }
        text = rest;
    }
    true
}
