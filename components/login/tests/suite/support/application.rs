use std::sync::atomic::{AtomicU64, Ordering};

use http::Request;
use serde_json::{Value, json};

use super::{Answer, Key, Stage};

pub const ISSUER: &str = "https://partenaires.exemple.fr";

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A client application: its name, the key of its assertions, the key of its proofs.
pub struct Application {
    pub id: &'static str,
    pub key: Key,
    pub proof_key: Option<Key>,
}

pub fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", NUMBER.fetch_add(1, Ordering::SeqCst))
}

pub fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

impl Application {
    /// The application that acts on its own.
    pub fn alone() -> Self {
        Self { id: super::APP, key: Key::ed25519(1), proof_key: Some(Key::ed25519(11)) }
    }

    /// Another one, with ES256.
    pub fn other() -> Self {
        Self { id: super::OTHER_APP, key: Key::p256(2), proof_key: Some(Key::p256(12)) }
    }

    /// The fund's dispatcher.
    pub fn dispatcher() -> Self {
        Self { id: super::DISPATCHER, key: Key::ed25519(5), proof_key: Some(Key::ed25519(15)) }
    }

    /// The one in which people sign in, without proofs.
    pub fn portal() -> Self {
        Self { id: super::PORTAL, key: Key::ed25519(3), proof_key: None }
    }

    /// The one of Claire's organisation.
    pub fn own() -> Self {
        Self { id: super::OWN_APP, key: Key::ed25519(7), proof_key: None }
    }

    /// The one of another organisation.
    pub fn strange() -> Self {
        Self { id: super::STRANGE_APP, key: Key::ed25519(6), proof_key: None }
    }

    /// Another one in which people sign in, with proofs.
    pub fn team() -> Self {
        Self { id: super::TEAM, key: Key::ed25519(4), proof_key: Some(Key::p256(14)) }
    }

    /// The one that has what is over erased.
    pub fn scheduler() -> Self {
        Self { id: super::SCHEDULER, key: Key::ed25519(6), proof_key: Some(Key::ed25519(15)) }
    }

    pub fn claims(&self, now: i64) -> Value {
        json!({
            "iss": self.id, "sub": self.id, "aud": ISSUER, "jti": unique("assertion"),
            "iat": now, "nbf": now, "exp": now + 60,
        })
    }

    pub fn assertion(&self, claims: &Value) -> String {
        self.key.sign(&json!({"alg": self.key.algorithm(), "typ": "JWT"}), claims)
    }

    pub fn proof_claims(method: &str, path: &str, now: i64) -> Value {
        json!({"jti": unique("proof"), "htm": method, "htu": format!("{ISSUER}{path}"), "iat": now})
    }

    pub fn proof(key: &Key, claims: &Value) -> String {
        key.sign(&json!({"alg": key.algorithm(), "typ": "dpop+jwt", "jwk": key.jwk()}), claims)
    }

    /// A form for an OAuth endpoint with this assertion and these proofs.
    pub fn request_with(
        path: &str,
        assertion: &str,
        proofs: &[String],
        parameters: &[(&str, &str)],
    ) -> (http::request::Builder, String) {
        let mut all = vec![
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ];
        all.extend_from_slice(parameters);
        let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        for proof in proofs {
            request = request.header("dpop", proof);
        }
        (request, form(&all))
    }

    /// A form for an OAuth endpoint, with a fresh assertion and a fresh proof.
    pub fn request(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        now: i64,
    ) -> (http::request::Builder, String) {
        let assertion = self.assertion(&self.claims(now));
        let proof = self.proof_key.as_ref();
        let proof = proof.map(|key| Self::proof(key, &Self::proof_claims("POST", path, now)));
        Self::request_with(path, &assertion, proof.as_slice(), parameters)
    }

    /// Posts a form to an OAuth endpoint with this assertion and these proofs.
    pub async fn post_with(
        stage: &Stage,
        path: &str,
        assertion: &str,
        proofs: &[String],
        parameters: &[(&str, &str)],
    ) -> Answer {
        let (request, body) = Self::request_with(path, assertion, proofs, parameters);
        stage.send(request, body).await
    }

    /// Posts a form to an OAuth endpoint, with a fresh assertion and a fresh proof.
    pub async fn post(&self, stage: &Stage, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let (request, body) = self.request(path, parameters, stage.now());
        stage.send(request, body).await
    }

    /// An access token of its own.
    pub async fn token(&self, stage: &Stage) -> String {
        let answer = self.post(stage, "/oauth/token", &[("grant_type", "client_credentials")]).await;
        answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
    }

    /// The headers with which it presents a token for a request.
    pub fn present(&self, token: &str, method: &str, path: &str, now: i64) -> Vec<(&'static str, String)> {
        let Some(key) = &self.proof_key else { return vec![("authorization", format!("Bearer {token}"))] };
        let mut claims = Self::proof_claims(method, path, now);
        claims["ath"] = jose::digest(token).into();
        vec![("authorization", format!("DPoP {token}")), ("dpop", Self::proof(key, &claims))]
    }
}
