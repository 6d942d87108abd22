use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Refusal;

/// SHA-256 of a text exactly as it was signed, byte for byte. In JSON: 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct TextDigest([u8; 32]);

impl TextDigest {
    /// The digest of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// The digest with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Reads `N` bytes from lower-case hexadecimal.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

impl TryFrom<String> for TextDigest {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        from_hex(&text).map(Self).ok_or(Refusal::Member("/empreinte"))
    }
}

impl From<TextDigest> for String {
    fn from(digest: TextDigest) -> Self {
        hex::encode(digest.0)
    }
}
