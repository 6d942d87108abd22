use anyhow::{Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

/// The headers whose value is each answer's own.
const OWN: [HeaderName; 2] = [HeaderName::from_static("x-request-id"), header::DATE];

/// All that an answer shows, but for what is its own whatever was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// That it is the refusal, and not an error which answers everything alike.
    ///
    /// # Errors
    /// When it is not.
    pub fn is_refusal(&self) -> Result<()> {
        let body = String::from_utf8_lossy(&self.body);
        ensure!(
            self.status == StatusCode::NOT_FOUND && body.contains("dossier-non-consultable"),
            "all were answered {}: {body}",
            self.status
        );
        Ok(())
    }
}

impl From<Response<Bytes>> for Answer {
    fn from(answer: Response<Bytes>) -> Self {
        let (mut parts, body) = answer.into_parts();
        for name in OWN {
            if let Some(value) = parts.headers.get_mut(name) {
                *value = HeaderValue::from_static("*");
            }
        }
        Self { status: parts.status, headers: parts.headers, body }
    }
}
