use ed25519_dalek::VerifyingKey;
use p256::ecdsa::{Signature, VerifyingKey as P256Key, signature::Verifier};
use serde_json::{Map, Value, json};

use crate::{Algorithm, JoseError, decode, digest, encode};

/// Members that only a private or a symmetric key has (RFC 7518 §6).
const PRIVATE_MEMBERS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key that verifies signatures: Ed25519 or P-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    key: PublicKey,
    kid: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PublicKey {
    Ed25519(VerifyingKey),
    P256(P256Key),
}

impl Jwk {
    /// Reads a JSON Web Key.
    ///
    /// # Errors
    /// [`JoseError::Key`] for a private key, a key of another kind, or one whose use or algorithm is not signing here.
    pub fn parse(value: &Value) -> Result<Self, JoseError> {
        let members = value.as_object().ok_or(JoseError::Key)?;
        if PRIVATE_MEMBERS.iter().any(|member| members.contains_key(*member)) {
            return Err(JoseError::Key);
        }
        if text(members, "use").is_some_and(|purpose| purpose != "sig") {
            return Err(JoseError::Key);
        }
        let key = match (text(members, "kty"), text(members, "crv")) {
            (Some("OKP"), Some("Ed25519")) => ed25519(members),
            (Some("EC"), Some("P-256")) => p256(members),
            _ => None,
        };
        let jwk = Self { key: key.ok_or(JoseError::Key)?, kid: text(members, "kid").map(str::to_owned) };
        match text(members, "alg").map(Algorithm::parse) {
            None => Ok(jwk),
            Some(Some(algorithm)) if algorithm == jwk.algorithm() => Ok(jwk),
            Some(_) => Err(JoseError::Key),
        }
    }

    /// The keys of a set that can be used here; the others are passed over (RFC 7517 §5).
    ///
    /// # Errors
    /// [`JoseError::Key`] when it is no key set, or holds a private key.
    pub fn parse_set(value: &Value) -> Result<Vec<Self>, JoseError> {
        let keys = value.get("keys").and_then(Value::as_array).ok_or(JoseError::Key)?;
        let is_private = |key: &Value| PRIVATE_MEMBERS.iter().any(|member| key.get(member).is_some());
        if keys.iter().any(is_private) {
            return Err(JoseError::Key);
        }
        Ok(keys.iter().filter_map(|key| Self::parse(key).ok()).collect())
    }

    /// The key of this signer, named by its thumbprint.
    #[must_use]
    pub fn of(signer: &ed25519_dalek::SigningKey) -> Self {
        let mut jwk = Self { key: PublicKey::Ed25519(signer.verifying_key()), kid: None };
        jwk.kid = Some(jwk.thumbprint());
        jwk
    }

    /// Its name in its set, when it has one.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The one algorithm it verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.key {
            PublicKey::Ed25519(_) => Algorithm::EdDsa,
            PublicKey::P256(_) => Algorithm::Es256,
        }
    }

    /// Its thumbprint (RFC 7638): SHA-256 of its required members in lexical order.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        digest(&match &self.key {
            PublicKey::Ed25519(key) => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(key.as_bytes()))
            }
            PublicKey::P256(key) => {
                let (x, y) = coordinates(key);
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
        })
    }

    /// The key as published in a set.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut value = match &self.key {
            PublicKey::Ed25519(key) => json!({"kty": "OKP", "crv": "Ed25519", "x": encode(key.as_bytes())}),
            PublicKey::P256(key) => {
                let (x, y) = coordinates(key);
                json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
            }
        };
        if let Some(members) = value.as_object_mut() {
            members.insert("use".to_owned(), "sig".into());
            members.insert("alg".to_owned(), self.algorithm().name().into());
            members.extend(self.kid.clone().map(|kid| ("kid".to_owned(), Value::String(kid))));
        }
        value
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), JoseError> {
        let verified = match &self.key {
            PublicKey::Ed25519(key) => {
                key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
            }
            PublicKey::P256(key) => Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        };
        if verified { Ok(()) } else { Err(JoseError::Signature) }
    }
}

fn ed25519(members: &Map<String, Value>) -> Option<PublicKey> {
    let key = VerifyingKey::from_bytes(&coordinate(members, "x")?).ok()?;
    (!key.is_weak()).then_some(PublicKey::Ed25519(key))
}

fn p256(members: &Map<String, Value>) -> Option<PublicKey> {
    let point = [vec![4], coordinate(members, "x")?.to_vec(), coordinate(members, "y")?.to_vec()].concat();
    P256Key::from_sec1_bytes(&point).ok().map(PublicKey::P256)
}

fn coordinate(members: &Map<String, Value>, name: &str) -> Option<[u8; 32]> {
    decode(text(members, name)?)?.try_into().ok()
}

fn coordinates(key: &P256Key) -> (String, String) {
    let point = key.to_sec1_point(false);
    let coordinate =
        |bytes: Option<&_>| bytes.map(|bytes: &p256::FieldBytes| encode(bytes)).unwrap_or_default();
    (coordinate(point.x()), coordinate(point.y()))
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}
