use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The e-mail address that names an account, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Identifier(String);

/// Text that is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an e-mail address is expected")]
pub(crate) struct InvalidIdentifier;

impl Identifier {
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@').ok_or(InvalidIdentifier)?;
        let is_plain = !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
        let is_address = !local.is_empty() && domain.contains('.') && !domain.contains('@');
        (is_plain && is_address && text.len() <= 254).then_some(Self(text)).ok_or(InvalidIdentifier)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Identifier {
    type Error = InvalidIdentifier;

    fn try_from(text: String) -> Result<Self, InvalidIdentifier> {
        Self::parse(&text)
    }
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: Uuid,
    pub(crate) identifier: String,
    pub(crate) last_name: String,
    pub(crate) first_names: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) totp: Option<Totp>,
}

/// The second factor of an account, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Totp {
    pub(crate) sealed: Vec<u8>,
    pub(crate) is_enrolled: bool,
    pub(crate) last_step: i64,
}

impl Account {
    /// Whether this may be the person of these names. Names are typed by several hands, so that one of the two alike is
    /// enough; a mailbox that colleagues share has neither.
    pub(crate) fn is_named(&self, last_name: &str, first_names: &str) -> bool {
        let plain = |name: &str| name.to_lowercase().split_whitespace().collect::<String>();
        plain(&self.last_name) == plain(last_name) || plain(&self.first_names) == plain(first_names)
    }

    /// Whether a first connection set its password.
    pub(crate) fn is_active(&self) -> bool {
        self.password_hash.is_some()
    }

    pub(crate) fn has_second_factor(&self) -> bool {
        self.totp.as_ref().is_some_and(|totp| totp.is_enrolled)
    }
}
