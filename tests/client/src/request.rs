use std::{fmt::Display, sync::Arc};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::{HeaderMap, Method, header};
use serde::Serialize;

use crate::Answer;

pub(crate) type Observer = Arc<dyn Fn(&Exchange) -> Result<()> + Send + Sync>;

/// A request on its way to the service.
pub struct Request {
    builder: reqwest::RequestBuilder,
    observer: Option<Observer>,
}

/// A request and its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Its method.
    pub method: Method,
    /// Its path and query.
    pub path: String,
    /// The media type of its body, or nothing.
    pub media_type: String,
    /// Its body.
    pub body: Bytes,
    /// What it was answered.
    pub answer: Answer,
}

impl Request {
    pub(crate) fn new(builder: reqwest::RequestBuilder, observer: Option<Observer>) -> Self {
        Self { builder, observer }
    }

    /// With this header.
    #[must_use]
    pub fn header(self, name: &str, value: impl Display) -> Self {
        Self { builder: self.builder.header(name, value.to_string()), ..self }
    }

    /// With this body.
    #[must_use]
    pub fn body(self, body: impl Into<reqwest::Body>) -> Self {
        Self { builder: self.builder.body(body), ..self }
    }

    /// With this form.
    #[must_use]
    pub fn form(self, form: &(impl Serialize + ?Sized)) -> Self {
        Self { builder: self.builder.form(form), ..self }
    }

    /// The headers that it would send, for who sends them by other means; none when they cannot be written.
    #[must_use]
    pub fn headers(&self) -> Option<HeaderMap> {
        let request = self.builder.try_clone()?.build().ok()?;
        Some(request.headers().clone())
    }

    /// The same request once more, unless its body can be read once only.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        Some(Self { builder: self.builder.try_clone()?, observer: self.observer.clone() })
    }

    pub(crate) async fn send(self) -> Result<Answer> {
        let (client, request) = self.builder.build_split();
        let request = request.context("the request cannot be written")?;
        let observed = self.observer.and_then(|observer| Some((observer, request.try_clone()?)));
        let response = client.execute(request).await.context("the service does not answer")?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.context("the answer breaks off")?;
        let answer = Answer { status, headers, body };
        if let Some((observer, request)) = observed {
            observer(&exchange(&request, &answer))?;
        }
        Ok(answer)
    }
}

fn exchange(request: &reqwest::Request, answer: &Answer) -> Exchange {
    let query = request.url().query().map(|query| format!("?{query}")).unwrap_or_default();
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice);
    Exchange {
        method: request.method().clone(),
        path: format!("{}{query}", request.url().path()),
        media_type: media_type.unwrap_or_default().to_owned(),
        body: body.unwrap_or_default(),
        answer: answer.clone(),
    }
}
