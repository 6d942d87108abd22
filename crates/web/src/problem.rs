use std::borrow::Cow;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};

use crate::{Context, kinds};

/// A type of problem. The list is closed: each crate that answers has its own as constants, and `schemas/` publishes all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Last segment of the type's URI, `/problemes/<slug>`.
    pub slug: &'static str,
    /// The status it always has.
    pub status: StatusCode,
    /// Title, the same at each occurrence.
    pub title: &'static str,
    /// What to do next, unless the occurrence says it better.
    pub detail: &'static str,
}

/// A problem document (RFC 9457). It never repeats what the request held.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    kind: Kind,
    detail: Cow<'static, str>,
    // Boxed: a map that keeps its order, as some build of serde_json has, makes every `Result` of a handler large.
    members: Box<Map<String, Value>>,
    challenge: Option<Box<str>>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem of this kind, with the kind's own detail.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            detail: Cow::Borrowed(kind.detail),
            members: Box::default(),
            challenge: None,
            retry_after: None,
        }
    }

    /// Says what to do next for this occurrence.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds an extension member (RFC 9457 §3.2).
    #[must_use]
    pub fn with(mut self, member: &'static str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    /// Says after how many seconds to try again: to people and to what reads `Retry-After` (RFC 9110 §10.2.3), one figure.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self.with("reessayer_dans_secondes", seconds)
    }

    /// Says how to prove who asks, in `WWW-Authenticate` (RFC 9110 §11.6.1).
    #[must_use]
    pub fn with_challenge(mut self, challenge: String) -> Self {
        self.challenge = Some(challenge.into());
        self
    }

    /// A fault of the infrastructure: logged here, once, with the request's id, and opaque to the caller.
    #[must_use]
    pub fn fault(context: &Context, code: &'static str, cause: &dyn std::fmt::Display) -> Self {
        platform::log_fault(&context.request_id.to_string(), code, cause);
        Self::new(kinds::UNAVAILABLE)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The document.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut document = Map::clone(&self.members);
        document.insert("type".to_owned(), format!("/problemes/{}", self.kind.slug).into());
        document.insert("title".to_owned(), self.kind.title.into());
        document.insert("status".to_owned(), self.kind.status.as_u16().into());
        document.insert("detail".to_owned(), self.detail.clone().into_owned().into());
        Value::Object(document)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.to_json().to_string()));
        *response.status_mut() = self.kind.status;
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
