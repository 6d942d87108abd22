use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Service;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The key of a client: of its assertions and of its proofs.
#[derive(Clone)]
pub(crate) enum Key {
    Ed25519(SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl Key {
    pub(crate) fn from_seed(seed: [u8; 32]) -> Self {
        Self::Ed25519(SigningKey::from_bytes(&seed))
    }

    /// A P-256 key; none when the seed is no scalar of the curve.
    pub(crate) fn p256_from_seed(seed: [u8; 32]) -> Option<Self> {
        p256::ecdsa::SigningKey::from_slice(&seed).ok().map(Self::P256)
    }

    pub(crate) fn public(&self) -> Value {
        match self {
            Self::Ed25519(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": jose::encode(key.verifying_key().as_bytes())})
            }
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let coordinate = |bytes: Option<&p256::FieldBytes>| bytes.map(|bytes| jose::encode(bytes));
                json!({"kty": "EC", "crv": "P-256", "x": coordinate(point.x()), "y": coordinate(point.y())})
            }
        }
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
        }
    }

    /// The assertion by which a client proves who it is (RFC 7523).
    pub(crate) fn assertion(&self, client: Uuid, service: &Service) -> String {
        let now = service.second();
        let claims = json!({
            "iss": client, "sub": client, "aud": service.base_url, "jti": service.unique(),
            "iat": now, "nbf": now, "exp": now + 60,
        });
        self.sign(&json!({"alg": self.algorithm(), "typ": "JWT"}), &claims)
    }

    /// The parameters of a form that carry an assertion.
    pub(crate) fn proven_by(assertion: &str) -> [(&str, &str); 2] {
        [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)]
    }

    /// The proof of possession for one request (RFC 9449), with `token` when it presents one.
    pub(crate) fn proof(&self, service: &Service, method: &str, path: &str, token: Option<&str>) -> String {
        let path = path.split('?').next().unwrap_or(path);
        let mut claims = json!({
            "jti": service.unique(), "htm": method, "htu": format!("{}{path}", service.base_url),
            "iat": service.second(),
        });
        if let (Some(token), Value::Object(claims)) = (token, &mut claims) {
            claims.insert("ath".to_owned(), jose::digest(token).into());
        }
        self.sign(&json!({"alg": self.algorithm(), "typ": "dpop+jwt", "jwk": self.public()}), &claims)
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let encode = |value: &Value| jose::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = match self {
            Self::Ed25519(key) => jose::encode(&key.sign(signed.as_bytes()).to_bytes()),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(signed.as_bytes());
                jose::encode(&signature.to_bytes())
            }
        };
        format!("{signed}.{signature}")
    }
}
