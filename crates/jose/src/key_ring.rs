use ed25519_dalek::SigningKey;
use serde::Serialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{JoseError, Jwk, Jws};

/// The keys that sign tokens. The first signs and all are published, so that a key is published before it signs and
/// stays published until the last token it signed has expired: rotation without downtime.
pub struct KeyRing {
    signer: SigningKey,
    kid: String,
    published: Vec<Jwk>,
}

/// Why the text of a key ring is refused. Never holds any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key ring is one or more seeds of 64 hexadecimal digits, separated by commas")]
pub struct KeyRingError;

impl KeyRing {
    /// Reads seeds of 64 hexadecimal digits, separated by commas.
    ///
    /// # Errors
    /// [`KeyRingError`] when the text has another form.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let signers = text.split(',').map(|seed| signer(seed.trim())).collect::<Result<Vec<_>, _>>()?;
        let published: Vec<_> = signers.iter().map(Jwk::of).collect();
        let signer = signers.into_iter().next().ok_or(KeyRingError)?;
        let kid = Jwk::of(&signer).thumbprint();
        Ok(Self { signer, kid, published })
    }

    /// Signs `claims` as type `typ`.
    ///
    /// # Errors
    /// [`JoseError::Malformed`] when the claims have no JSON form.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, JoseError> {
        Jws::sign(&self.signer, &self.kid, typ, claims)
    }

    /// The public keys.
    #[must_use]
    pub fn published(&self) -> &[Jwk] {
        &self.published
    }

    /// The public keys, as a JSON Web Key Set.
    #[must_use]
    pub fn to_set(&self) -> Value {
        json!({"keys": self.published.iter().map(Jwk::to_json).collect::<Vec<_>>()})
    }
}

fn signer(seed: &str) -> Result<SigningKey, KeyRingError> {
    let mut bytes = Zeroizing::new([0; 32]);
    base16ct::mixed::decode(seed, &mut *bytes)
        .map_err(|_| KeyRingError)
        .and_then(|decoded| if decoded.len() == 32 { Ok(()) } else { Err(KeyRingError) })?;
    Ok(SigningKey::from_bytes(&bytes))
}
