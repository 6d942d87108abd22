use hmac::{Hmac, KeyInit, Mac};
use platform::{SettingError, Settings};
use sha2::Sha256;

use crate::{invalid, key};

/// HMAC-SHA-256 with a secret key: the same value gives the same index, and the index gives no value to whoever lacks
/// the key, even for a number of seven digits.
#[derive(Clone)]
pub struct BlindIndex(Hmac<Sha256>);

impl BlindIndex {
    /// Reads the key from variable `name`: 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the variable is missing or has another form.
    pub async fn from_settings(settings: &dyn Settings, name: &str) -> Result<Self, SettingError> {
        let text = zeroize::Zeroizing::new(settings.get(name).await?);
        Self::parse(text.trim()).ok_or_else(|| invalid(name, "64 hexadecimal digits"))
    }

    fn parse(text: &str) -> Option<Self> {
        Self::new(&*key(text)?)
    }

    pub(crate) fn new(material: &[u8; 32]) -> Option<Self> {
        Hmac::new_from_slice(material).ok().map(Self)
    }

    /// The index of `parts` under `label`, which keeps apart the indexes of different things. Each part is preceded by
    /// its length, so that no two lists of parts read alike.
    #[must_use]
    pub fn of(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in std::iter::once(&label.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}
