use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Jwk, decode, encode};

/// Largest compact form read, in bytes: more than any honest token or proof needs.
const LARGEST: usize = 8 * 1024;

/// A signature algorithm. There is no RSA, no HMAC and no `none`, so none can be confused with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 (RFC 8037), also named `Ed25519` (RFC 9864).
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// The names under which signatures are accepted.
    pub const ACCEPTED: [&str; 3] = ["EdDSA", "Ed25519", "ES256"];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
        }
    }
}

/// Why something signed is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// It is not a compact JWS of JSON, or is too large.
    #[error("it is not a well-formed compact JWS")]
    Malformed,
    /// Its algorithm is not accepted, or not the one of the key.
    #[error("its algorithm is not accepted")]
    Algorithm,
    /// Its type is not the one expected.
    #[error("its type is not the one expected")]
    Type,
    /// It demands an extension (RFC 7515 §4.1.11) that is not understood here.
    #[error("it demands an extension that is not understood")]
    Critical,
    /// The key is private, or of a kind that is not accepted.
    #[error("the key is not an acceptable public key")]
    Key,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
}

/// The protected header. A member that is given twice is an error.
#[derive(Debug, Clone, Deserialize)]
pub struct Header {
    /// Name of the algorithm.
    pub alg: String,
    /// Type of what is signed.
    pub typ: Option<String>,
    /// Name of the key.
    pub kid: Option<String>,
    /// The key itself, in proofs of possession.
    pub jwk: Option<Value>,
    crit: Option<Value>,
}

impl Header {
    /// Whether its hint, when it has one, allows for this key.
    #[must_use]
    pub fn may_name(&self, key: &Jwk) -> bool {
        self.kid.is_none() || key.kid().is_none() || key.kid() == self.kid.as_deref()
    }

    /// Whether what is signed declares this type. `application/` may be left out (RFC 7515 §4.1.9).
    #[must_use]
    pub fn is_of_type(&self, expected: &str) -> bool {
        let declared = self.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        declared.strip_prefix("application/").unwrap_or(&declared) == expected
    }
}

/// A compact JWS, read and not yet believed.
pub struct Jws<'a> {
    /// Its header.
    pub header: Header,
    signed: &'a str,
    payload: Vec<u8>,
    signature: [u8; 64],
}

impl<'a> Jws<'a> {
    /// Reads the compact form.
    ///
    /// # Errors
    /// When it is malformed, or its algorithm or extensions are not accepted.
    pub fn parse(compact: &'a str) -> Result<Self, JoseError> {
        if compact.len() > LARGEST {
            return Err(JoseError::Malformed);
        }
        let (signed, signature) = compact.rsplit_once('.').ok_or(JoseError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JoseError::Malformed)?;
        let header = decode(header).ok_or(JoseError::Malformed)?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| JoseError::Malformed)?;
        Algorithm::parse(&header.alg).ok_or(JoseError::Algorithm)?;
        if header.crit.is_some() {
            return Err(JoseError::Critical);
        }
        let payload = decode(payload).ok_or(JoseError::Malformed)?;
        let signature =
            decode(signature).and_then(|bytes| bytes.try_into().ok()).ok_or(JoseError::Malformed)?;
        Ok(Self { header, signed, payload, signature })
    }

    /// The claims, once `key` verifies the signature under the algorithm that is its own.
    ///
    /// # Errors
    /// When it does not, or the claims are not of this form.
    pub fn verify<T: DeserializeOwned>(&self, key: &Jwk) -> Result<T, JoseError> {
        if Algorithm::parse(&self.header.alg) != Some(key.algorithm()) {
            return Err(JoseError::Algorithm);
        }
        key.verify(self.signed.as_bytes(), &self.signature)?;
        self.unverified_claims()
    }

    /// The claims, once one of `keys` verifies the signature. The name of a key is a hint (RFC 7515 §4.1.4): a key of
    /// another name is passed over, one without a name is tried.
    ///
    /// # Errors
    /// When none does, or the claims are not of this form.
    pub fn verify_by_one_of<T: DeserializeOwned>(&self, keys: &[Jwk]) -> Result<T, JoseError> {
        let candidates = keys.iter().filter(|key| self.header.may_name(key));
        candidates.map(|key| self.verify(key)).find_map(Result::ok).ok_or(JoseError::Signature)
    }

    /// The claims before any verification: only to find by whom they claim to be signed.
    ///
    /// # Errors
    /// When they are not of this form.
    pub fn unverified_claims<T: DeserializeOwned>(&self) -> Result<T, JoseError> {
        serde_json::from_slice(&self.payload).map_err(|_| JoseError::Malformed)
    }

    /// Signs `claims` as type `typ` and gives the compact form.
    ///
    /// # Errors
    /// [`JoseError::Malformed`] when the claims have no JSON form.
    pub fn sign(
        key: &SigningKey,
        kid: &str,
        typ: &str,
        claims: &impl Serialize,
    ) -> Result<String, JoseError> {
        let header = serde_json::json!({"alg": Algorithm::EdDsa.name(), "kid": kid, "typ": typ}).to_string();
        let claims = serde_json::to_vec(claims).map_err(|_| JoseError::Malformed)?;
        let signed = format!("{}.{}", encode(header.as_bytes()), encode(&claims));
        let signature = encode(&key.sign(signed.as_bytes()).to_bytes());
        Ok(format!("{signed}.{signature}"))
    }
}
