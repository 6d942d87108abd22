use std::{collections::BTreeMap, fmt};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use platform::{Random, SettingError, Settings};
use zeroize::Zeroizing;

use crate::{BlindIndex, invalid, key};

const NONCE: usize = 24;
const FORM: &str = "keys of 64 hexadecimal digits, separated by commas, each once";

/// Names a key of the ring.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// Eight hexadecimal digits that follow from the key and tell nothing of it.
    fn of(material: &[u8; 32]) -> Option<Self> {
        let index = BlindIndex::new(material)?.of("sealing-key-id", &[]);
        let [a, b, c, d, ..] = index;
        Some(Self(format!("{a:02x}{b:02x}{c:02x}{d:02x}")))
    }

    /// Reads it from the text that was stored beside a ciphertext.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where a ciphertext belongs. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The record, such as a dossier's id.
    pub record: &'a [u8],
    /// The field, such as a category.
    pub field: &'a str,
}

/// Why a field was not sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The ring no longer has the key.
    #[error("the key ring does not have the key that sealed this field")]
    UnknownKey,
    /// The ciphertext was altered, moved, or is none.
    #[error("a sealed field does not open")]
    Altered,
}

/// The keys: the current one seals, all of them open. Rotation puts a new key first and keeps the former ones until
/// everything is sealed again.
pub struct KeyRing {
    current: KeyId,
    keys: BTreeMap<KeyId, XChaCha20Poly1305>,
}

impl KeyRing {
    /// Reads the ring from variable `name`: keys of 64 hexadecimal digits separated by commas, the current one first.
    ///
    /// # Errors
    /// When the variable is missing or has another form.
    pub async fn from_settings(settings: &dyn Settings, name: &str) -> Result<Self, SettingError> {
        let text = Zeroizing::new(settings.get(name).await?);
        Self::parse(&text).ok_or_else(|| invalid(name, FORM))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut keys = BTreeMap::new();
        let mut current = None;
        for text in text.split(',') {
            let material = key(text.trim())?;
            let id = KeyId::of(&material)?;
            current.get_or_insert_with(|| id.clone());
            if keys.insert(id, XChaCha20Poly1305::new_from_slice(&*material).ok()?).is_some() {
                return None;
            }
        }
        Some(Self { current: current?, keys })
    }

    /// The key that seals.
    #[must_use]
    pub fn current(&self) -> &KeyId {
        &self.current
    }

    /// Whether it holds the key that has this id.
    #[must_use]
    pub fn has(&self, key: &KeyId) -> bool {
        self.keys.contains_key(key)
    }

    /// Seals `plaintext` for `place` with the current key. A nonce of 24 random bytes never comes twice.
    ///
    /// # Errors
    /// [`SealError::Altered`] when the plaintext is larger than the cipher takes (256 GiB).
    pub fn seal(
        &self,
        random: &dyn Random,
        place: Place<'_>,
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let aad = associated_data(place, &self.current);
        let payload = Payload { msg: plaintext, aad: &aad };
        let cipher = self.keys.get(&self.current).ok_or(SealError::UnknownKey)?;
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Altered)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`KeyRing::seal`] gave for the same place, with the key that sealed it.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn open(
        &self,
        key: &KeyId,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let cipher = self.keys.get(key).ok_or(SealError::UnknownKey)?;
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Altered)?;
        let aad = associated_data(place, key);
        let payload = Payload { msg: ciphertext, aad: &aad };
        let opened = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Altered)?;
        Ok(Zeroizing::new(opened))
    }
}

/// Each part is preceded by its length, so that no two places read alike.
fn associated_data(place: Place<'_>, key: &KeyId) -> Vec<u8> {
    let parts = [b"sealing-1".as_slice(), place.record, place.field.as_bytes(), key.0.as_bytes()];
    parts
        .iter()
        .flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.iter().copied()))
        .collect()
}

#[cfg(test)]
mod tests;
