use jiff::Timestamp;
use platform::Random;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::factor_key::{FactorKeyError, FactorKeys};

/// A secret on its way to its holder, through whoever dispatches letters for the fund: never through who asked for it.
pub(crate) struct Letter {
    pub(crate) id: Uuid,
    /// What the secret is for: an attachment that waits for its holder, or an account whose secrets were reset. A later
    /// letter for the same takes its place.
    pub(crate) subject: Uuid,
    pub(crate) account: Uuid,
    pub(crate) sealed: Vec<u8>,
    pub(crate) posted_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// What a letter says. At rest it is sealed, bound to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) identifiant: String,
    pub(crate) nom: String,
    pub(crate) prenoms: String,
    pub(crate) organisation: Option<Uuid>,
    /// In words for its holder.
    pub(crate) objet: String,
    pub(crate) secret: String,
}

impl Content {
    /// Seals what letter `id` says.
    pub(crate) fn seal(
        &self,
        id: Uuid,
        (keys, random): (&FactorKeys, &dyn Random),
    ) -> Result<Vec<u8>, FactorKeyError> {
        let text = serde_json::to_vec(self).map(Zeroizing::new).map_err(|_| FactorKeyError)?;
        keys.seal(id, &text, random)
    }

    /// Opens what letter `id` says.
    pub(crate) fn open(id: Uuid, sealed: &[u8], keys: &FactorKeys) -> Result<Self, FactorKeyError> {
        serde_json::from_slice(&keys.open(id, sealed)?).map_err(|_| FactorKeyError)
    }
}
