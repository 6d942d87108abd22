use anyhow::Result;
use http::Method;
use serde_json::Value;

use crate::{Answer, Request, Service, key::Key};

/// An access token and how it is presented.
#[derive(Clone)]
pub struct Session {
    pub(crate) service: Service,
    pub(crate) token: String,
    /// The key to which the token is bound, when it is.
    pub(crate) key: Option<Key>,
}

impl Session {
    /// The access token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What a thief of the token has.
    #[must_use]
    pub fn without_its_key(&self) -> Self {
        Self { key: None, ..self.clone() }
    }

    /// The claims of the access token, unverified.
    #[must_use]
    pub fn claims(&self) -> Value {
        let claims = self.token.split('.').nth(1).and_then(jose::decode);
        claims.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Reads `path`.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// Deletes what is at `path`.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn delete(&self, path: &str) -> Result<Answer> {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    /// Puts JSON at `path`.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = self.request(Method::PUT, path).header("content-type", "application/json");
        Answer::to(request.body(body.to_string())).await
    }

    /// Posts JSON to `path`.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.post_as("application/json", path, body.to_string()).await
    }

    /// Posts a body of this media type to `path`.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn post_as(&self, media_type: &str, path: &str, body: String) -> Result<Answer> {
        let request = self.request(Method::POST, path).header("content-type", media_type);
        Answer::to(request.body(body)).await
    }

    /// A request that presents the token: as its bearer, or with a proof for this request alone.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let request = self.service.request(method.clone(), path);
        let Some(key) = &self.key else {
            return request.header("authorization", format!("Bearer {}", self.token));
        };
        request
            .header("authorization", format!("DPoP {}", self.token))
            .header("dpop", key.proof(&self.service, method.as_str(), path, Some(&self.token)))
    }
}
