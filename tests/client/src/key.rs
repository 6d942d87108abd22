use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Service;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The key of a client: of its assertions and of its proofs.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    pub(crate) fn public(&self) -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": jose::encode(self.0.verifying_key().as_bytes())})
    }

    /// The assertion by which a client proves who it is (RFC 7523).
    pub(crate) fn assertion(&self, client: Uuid, service: &Service) -> String {
        let now = service.second();
        let claims = json!({
            "iss": client, "sub": client, "aud": service.base_url, "jti": service.unique(),
            "iat": now, "nbf": now, "exp": now + 60,
        });
        self.sign(&json!({"alg": "EdDSA", "typ": "JWT"}), &claims)
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
        self.sign(&json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": self.public()}), &claims)
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let encode = |value: &Value| jose::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = jose::encode(&self.0.sign(signed.as_bytes()).to_bytes());
        format!("{signed}.{signature}")
    }
}
