use http::StatusCode;
use utoipa::ToSchema;

use super::Body;
use crate::{Kind, kinds};

/// What an operation takes, gives and refuses.
#[derive(Debug, Clone)]
pub struct Operation {
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) is_by_caller: bool,
    pub(super) query: Option<Body>,
    pub(super) request: Option<Body>,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) answers: Vec<(StatusCode, &'static str, Option<Body>)>,
    pub(super) kinds: Vec<Kind>,
}

impl Operation {
    /// The operation of the table that has this id. Any may find that the caller accepts none of its formats, that the body
    /// does not come in time, or that something inside does not answer.
    #[must_use]
    pub fn new(id: &'static str, summary: &'static str) -> Self {
        Self {
            id,
            summary,
            is_by_caller: false,
            query: None,
            request: None,
            headers: Vec::new(),
            answers: Vec::new(),
            kinds: vec![kinds::NOT_ACCEPTABLE, kinds::TOO_SLOW, kinds::UNAVAILABLE],
        }
    }

    /// It is somebody's act: it takes an access token, and not everyone's.
    #[must_use]
    pub fn by_caller(self) -> Self {
        Self { is_by_caller: true, ..self }.refuses(&[
            kinds::MALFORMED,
            kinds::UNAUTHENTICATED,
            kinds::FORBIDDEN,
            kinds::INSUFFICIENT_SCOPE,
        ])
    }

    /// It takes a value of this type as JSON.
    #[must_use]
    pub fn asks<T: ToSchema>(self) -> Self {
        self.asks_for(Body::of::<T>()).refuses(&[
            kinds::MALFORMED,
            kinds::TOO_LARGE,
            kinds::UNSUPPORTED_MEDIA_TYPE,
            kinds::UNPROCESSABLE,
        ])
    }

    /// It takes this body.
    #[must_use]
    pub fn asks_for(self, body: Body) -> Self {
        Self { request: Some(body), ..self }
    }

    /// It takes the members of this type in its query.
    #[must_use]
    pub fn queried_by<T: ToSchema>(self) -> Self {
        self.queried_for(Body::of::<T>())
    }

    /// It takes the members of this object in its query.
    #[must_use]
    pub fn queried_for(self, body: Body) -> Self {
        Self { query: Some(body), ..self }
    }

    /// It takes this header, which may be left out.
    #[must_use]
    pub fn heeds(mut self, header: &'static str, description: &'static str) -> Self {
        self.headers.push((header, description));
        self
    }

    /// It gives a value of this type.
    #[must_use]
    pub fn answers<T: ToSchema>(self) -> Self {
        self.answers_with(StatusCode::OK, "Fait", Some(Body::of::<T>()))
    }

    /// It gives this.
    #[must_use]
    pub fn answers_with(mut self, status: StatusCode, description: &'static str, body: Option<Body>) -> Self {
        self.answers.push((status, description, body));
        self
    }

    /// It may answer these problems.
    #[must_use]
    pub fn refuses(mut self, kinds: &[Kind]) -> Self {
        for kind in kinds {
            if !self.kinds.contains(kind) {
                self.kinds.push(*kind);
            }
        }
        self
    }
}
