use ed25519_dalek::Signer;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// A compact JWS authenticated with HMAC-SHA256 under a secret that everybody knows, such as a public key.
pub fn sign_with_secret(secret: &[u8], header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| jose::encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", jose::encode(&mac.finalize().into_bytes()))
}

/// The key of a client, or of its proofs.
pub enum Key {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl Key {
    pub fn ed25519(seed: u8) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    pub fn p256(seed: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
        }
    }

    pub fn jwk(&self) -> Value {
        match self {
            Self::Ed25519(key) => json!({
                "kty": "OKP", "crv": "Ed25519", "x": jose::encode(key.verifying_key().as_bytes()),
            }),
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (point.x().unwrap(), point.y().unwrap());
                json!({"kty": "EC", "crv": "P-256", "x": jose::encode(x), "y": jose::encode(y)})
            }
        }
    }

    /// A compact JWS with this header and these claims, whatever they say.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// The same from texts, which may be no JSON or name a member twice.
    pub fn sign_text(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", jose::encode(header.as_bytes()), jose::encode(claims.as_bytes()));
        let signature = match self {
            Self::Ed25519(key) => key.sign(signed.as_bytes()).to_bytes().to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(signed.as_bytes());
                signature.to_bytes().to_vec()
            }
        };
        format!("{signed}.{}", jose::encode(&signature))
    }
}
