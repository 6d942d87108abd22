use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::pasted;

/// The longest address that mail carries (RFC 5321 §4.5.3.1.3).
const LONGEST: usize = 254;

/// The e-mail address by which a person is known at work, and signs in: one form whatever the case, the full-width
/// letters or the blanks around it. Letters outside ASCII are refused: two that look alike would be two people, and a
/// domain that has some is written as the name system does (`xn--…`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, max_length = 254, pattern = r"^\s*[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+\s*$")]
pub struct Identifier(String);

/// Text that is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidIdentifier;

impl fmt::Display for InvalidIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an e-mail address without accents is expected")
    }
}

impl std::error::Error for InvalidIdentifier {}

impl Identifier {
    /// Reads an address as people type or paste it.
    ///
    /// # Errors
    /// When it is no address, or has letters outside ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
        let folded: String = text.nfkc().collect::<String>().to_lowercase();
        let address = pasted::trimmed(&folded);
        let (local, domain) = address.split_once('@').ok_or(InvalidIdentifier)?;
        let is_address = is_local(local) && is_domain(domain) && address.len() <= LONGEST;
        is_address.then(|| Self(address.to_owned())).ok_or(InvalidIdentifier)
    }

    /// Its one form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"(),:;<>@[\\]".contains(&byte);
    !text.is_empty() && text.bytes().all(is_plain)
}

fn is_domain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_plain);
    text.contains('.') && text.split('.').all(is_label)
}

impl TryFrom<String> for Identifier {
    type Error = InvalidIdentifier;

    fn try_from(text: String) -> Result<Self, InvalidIdentifier> {
        Self::parse(&text)
    }
}

impl From<Identifier> for String {
    fn from(identifier: Identifier) -> Self {
        identifier.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Identifier;

    fn read(text: &str) -> Option<String> {
        Identifier::parse(text).ok().map(String::from)
    }

    #[test]
    fn case_width_and_blanks_are_folded() {
        for typed in [
            "Prenom.NOM@Essai.invalid",
            " prenom.nom@essai.invalid\t",
            "\u{a0}prenom.nom@essai.invalid\u{202f}\u{200e}",
            "\u{202a}prenom.nom@essai.invalid\u{202c}\u{ad}\n",
            "ｐｒｅｎｏｍ．ｎｏｍ＠ｅｓｓａｉ．ｉｎｖａｌｉｄ",
        ] {
            assert_eq!(read(typed).as_deref(), Some("prenom.nom@essai.invalid"), "{typed}");
        }
    }

    #[test]
    fn letters_that_only_look_alike_are_refused() {
        for typed in ["\u{430}lice@essai.invalid", "élise@essai.invalid", "alice@ess\u{430}i.invalid"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@essai.invalid", "a".repeat(254));
        for typed in [
            "",
            "@",
            "a",
            "a@b",
            "@b.fr",
            "a@b..fr",
            "a@.fr",
            "a@b.fr.",
            "a b@c.fr",
            "a@b@c.fr",
            "a<b>@c.fr",
            &long,
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_reads_the_same(text in "[ A-Za-zÀ-ÿ@.\u{ff21}-\u{ff3a}-]{0,20}@[a-zA-Z.-]{1,12}") {
            if let Some(address) = read(&text) {
                prop_assert_eq!(read(&address), Some(address.clone()));
                prop_assert_eq!(read(&address.to_uppercase()), Some(address));
            }
        }
    }
}
