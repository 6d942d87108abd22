use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::Request;

/// An answer of the service, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The answer to this request.
    ///
    /// # Errors
    /// When the service does not answer, or an observer objects.
    pub async fn to(request: Request) -> Result<Self> {
        request.send().await
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| format!("not JSON: {}", self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The last part of the type of the problem that it is, if it is one (RFC 9457).
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let is_problem = self.header("content-type").starts_with("application/problem+json");
        let problem = is_problem.then(|| self.json().ok()).flatten()?;
        problem.get("type")?.as_str()?.rsplit('/').next().map(str::to_owned)
    }

    /// The JSON of a success.
    ///
    /// # Errors
    /// When the service refused; the error has its words.
    pub fn success(&self) -> Result<Value> {
        ensure!(self.status.is_success(), "status {}: {}", self.status, self.text());
        self.json()
    }

    /// Where the service sends the browser.
    ///
    /// # Errors
    /// When it sends it nowhere.
    pub fn location(&self) -> Result<&str> {
        let text = || format!("no redirection but status {}: {}", self.status, self.text());
        ensure!(self.status == StatusCode::SEE_OTHER, text());
        Ok(self.header("location"))
    }
}
