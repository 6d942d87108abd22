use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::header;

use crate::oauth_error::OAuthError;

/// The parameters of a form or of a query. One without a value counts as absent, and one given twice is an error
/// (RFC 6749 §3.1). A resource may be named several times (RFC 8707 §2): there is one, so that once is enough.
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, OAuthError> {
        let mut parameters: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            let is_same = |former: &String| name == "resource" && *former == value;
            if parameters.get(&*name).is_some_and(|former| !is_same(former)) {
                return Err(OAuthError::invalid_request("a parameter is given twice"));
            }
            if !value.is_empty() {
                parameters.insert(name.into_owned(), value.into_owned());
            }
        }
        Ok(Self(parameters))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn require(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or(OAuthError::invalid_request("a required parameter is missing"))
    }
}

impl<S: Send + Sync> FromRequest<S> for Parameters {
    type Rejection = OAuthError;

    async fn from_request(request: Request, state: &S) -> Result<Self, OAuthError> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(OAuthError::invalid_request("send a form (application/x-www-form-urlencoded)"));
        }
        let body = Bytes::from_request(request, state).await;
        Self::parse(&body.map_err(|rejection| OAuthError::unreadable(rejection.status()))?)
    }
}
