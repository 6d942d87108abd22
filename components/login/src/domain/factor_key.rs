use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use platform::Random;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

const NAME: usize = 4;
const NONCE: usize = 12;

/// The keys that seal second factors and letters at rest. The first seals and all open, so that a key is replaced without
/// asking anyone to enrol again. A sealed secret is: name of the key, nonce, ciphertext; it opens for its own account or
/// letter alone.
pub(crate) struct FactorKeys(Vec<FactorKey>);

struct FactorKey {
    name: [u8; NAME],
    cipher: ChaCha20Poly1305,
    /// Which counts are kept together is nobody's to foresee.
    places: Zeroizing<[u8; 32]>,
}

/// The keys cannot be read, or a secret was not sealed with any of them for this owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no factor key opens or seals this")]
pub(crate) struct FactorKeyError;

impl FactorKeys {
    /// Reads keys of 64 hexadecimal digits, separated by commas.
    pub(crate) fn parse(text: &str) -> Result<Self, FactorKeyError> {
        text.split(',').map(|key| FactorKey::parse(key.trim())).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn seal(
        &self,
        owner: Uuid,
        secret: &[u8],
        random: &dyn Random,
    ) -> Result<Vec<u8>, FactorKeyError> {
        let key = self.0.first().ok_or(FactorKeyError)?;
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        let ciphertext = key.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| FactorKeyError)?;
        Ok([&key.name[..], &nonce, &ciphertext].concat())
    }

    /// The place, among 2^20, where what has this name is counted. So the counts have as many rows at most, whatever names
    /// strangers make up; and nobody without the key finds a name that is counted at the place of another. Half of them are
    /// for long periods: names that fall together by chance then cost each other a try, and never an hour.
    pub(crate) fn place(&self, name: &str, is_long: bool) -> Result<[u8; 3], FactorKeyError> {
        let key = self.0.first().ok_or(FactorKeyError)?;
        let mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*key.places).map_err(|_| FactorKeyError)?;
        let bytes: [u8; 32] = mac.chain_update(name).finalize().into_bytes().into();
        let [first, second, third, ..] = bytes;
        Ok([first, second, (third & 0xe0) | (u8::from(is_long) << 4)])
    }

    pub(crate) fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, FactorKeyError> {
        let (name, rest) = sealed.split_first_chunk::<NAME>().ok_or(FactorKeyError)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(FactorKeyError)?;
        let key = self.0.iter().find(|key| key.name == *name).ok_or(FactorKeyError)?;
        let payload = Payload { msg: ciphertext, aad: owner.as_bytes() };
        key.cipher.decrypt(&Nonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| FactorKeyError)
    }
}

impl FactorKey {
    fn parse(text: &str) -> Result<Self, FactorKeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        let read = base16ct::mixed::decode(text, &mut *bytes).map_err(|_| FactorKeyError)?.len();
        let digest = Sha256::digest([b"factor key name ".as_slice(), &*bytes].concat());
        let name = digest.first_chunk::<NAME>().copied().ok_or(FactorKeyError)?;
        let places =
            Zeroizing::new(Sha256::digest([b"place of a count ".as_slice(), &*bytes].concat()).into());
        let key = Self { name, cipher: ChaCha20Poly1305::new(&(*bytes).into()), places };
        (read == bytes.len()).then_some(key).ok_or(FactorKeyError)
    }
}

#[cfg(test)]
mod tests;
