use std::{fmt, str::FromStr};

use access::DossierNumber;
use hmac::{Hmac, KeyInit, Mac};
use platform::Secret;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The journal's name of a dossier: a keyed hash of its number, cut to 128 bits. Without the key, it leads nowhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierPseudonym([u8; 16]);

/// Text that is not 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a dossier's pseudonym of 32 hexadecimal digits is expected")]
pub struct InvalidPseudonym;

/// The key of pseudonyms, a secret of its own: variable `journal_pseudonym_key`.
#[derive(Clone)]
pub struct PseudonymKey(Secret<[u8; 32]>);

impl PseudonymKey {
    /// The key made of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// Reads it from the text of the variable, 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let decoded = base16ct::mixed::decode(text, &mut bytes).map(<[u8]>::len);
        (decoded == Ok(32)).then(|| Self::new(bytes))
    }

    /// The pseudonym of the dossier `number`.
    #[must_use]
    pub fn pseudonym(&self, number: &DossierNumber) -> DossierPseudonym {
        let (organisme, matricule) = (number.organisme.to_string(), number.matricule.to_string());
        let tag = self.authenticate(&[b"dossier/", organisme.as_bytes(), b"/", matricule.as_bytes()]);
        DossierPseudonym(cut(tag))
    }

    pub(crate) fn authenticate(&self, parts: &[&[u8]]) -> [u8; 32] {
        authenticate(self.0.expose(), parts)
    }
}

impl DossierPseudonym {
    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for DossierPseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base16ct::lower::encode_string(&self.0))
    }
}

impl fmt::Debug for DossierPseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for DossierPseudonym {
    type Err = InvalidPseudonym;

    fn from_str(text: &str) -> Result<Self, InvalidPseudonym> {
        decode(text).map(Self)
    }
}

impl TryFrom<String> for DossierPseudonym {
    type Error = InvalidPseudonym;

    fn try_from(text: String) -> Result<Self, InvalidPseudonym> {
        text.parse()
    }
}

impl From<DossierPseudonym> for String {
    fn from(pseudonym: DossierPseudonym) -> Self {
        pseudonym.to_string()
    }
}

pub(crate) fn decode<const N: usize>(text: &str) -> Result<[u8; N], InvalidPseudonym> {
    let bytes = base16ct::lower::decode_vec(text).map_err(|_| InvalidPseudonym)?;
    bytes.try_into().map_err(|_| InvalidPseudonym)
}

pub(crate) fn authenticate(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub(crate) fn cut(tag: [u8; 32]) -> [u8; 16] {
    let [start @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = tag;
    start
}
