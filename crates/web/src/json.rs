use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;
use serde_path_to_error::Segment;

use crate::{Problem, kinds, unique, whole::whole_numbers};

/// A JSON body, read or written: an object. Reading refuses with a problem that points at the fault and repeats none of the input.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_of_type(request.headers(), &["application/json"]) {
            return Err(Problem::new(kinds::UNSUPPORTED_MEDIA_TYPE));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let too_large = rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::new(if too_large { kinds::TOO_LARGE } else { kinds::MALFORMED })
        })?;
        let value = parse_json(&body).map_err(JsonFault::into_problem)?;
        unique::check(&body).map_err(JsonFault::into_problem)?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let Ok(body) = serde_json::to_vec(&self.0) else {
            return Problem::new(kinds::UNAVAILABLE).into_response();
        };
        let mut response = Response::new(Body::from(body));
        let media_type = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        response
    }
}

/// Whether the one `Content-Type` is one of `media_types`, whatever its case and its parameters.
#[must_use]
pub fn is_of_type(headers: &HeaderMap, media_types: &[&str]) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    media_types.iter().any(|media_type| essence.trim().eq_ignore_ascii_case(media_type))
}

/// Why JSON was not read. Nothing of what it holds is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonFault {
    /// It is not well formed, at this line and column.
    Malformed(usize, usize),
    /// What this JSON pointer (RFC 6901) leads to is not what is expected.
    Invalid(String),
}

impl JsonFault {
    fn into_problem(self) -> Problem {
        match self {
            Self::Malformed(line, column) => {
                Problem::new(kinds::MALFORMED).with("ligne", line).with("colonne", column)
            }
            Self::Invalid(pointer) => Problem::new(kinds::UNPROCESSABLE).with("pointeur", pointer),
        }
    }

    /// A fault found by a type, which knows the names of its members. One that it does not know is whoever's wrote it: what
    /// is pointed at is the object that has it.
    pub(crate) fn of(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let is_unknown_member = error.inner().to_string().starts_with("unknown field");
        let known = error.path().iter().len().saturating_sub(usize::from(is_unknown_member));
        Self::at(error.inner(), pointer(error, known))
    }

    /// A fault found without a type, below a member that one knows: further names are whoever's wrote them.
    pub(crate) fn of_untyped(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let is_index = |segment: &&Segment| matches!(segment, Segment::Seq { .. });
        let below = error.path().iter().skip(1).take_while(is_index).count();
        Self::at(error.inner(), pointer(error, 1 + below))
    }

    /// A number that no machine holds is well formed (RFC 8259 §6), and is no value of ours.
    fn at(error: &serde_json::Error, pointer: String) -> Self {
        let is_too_large = error.to_string().starts_with("number out of range");
        if is_too_large || error.classify() == Category::Data {
            Self::Invalid(pointer)
        } else {
            Self::Malformed(error.line(), error.column())
        }
    }
}

/// Reads an object as JSON allows it to be written: after a byte-order mark or none (RFC 8259 §8.1), whole numbers with a
/// point or an exponent.
///
/// # Errors
/// See [`JsonFault`].
pub fn parse_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonFault> {
    let text = whole_numbers(without_mark(text));
    let mut deserializer = serde_json::Deserializer::from_slice(&text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| JsonFault::of(&error))?;
    deserializer.end().map_err(|error| JsonFault::at(&error, String::new()))?;
    // serde also reads a structure from the list of its members; what is promised outside are objects.
    if text.trim_ascii_start().starts_with(b"[") { Err(JsonFault::Invalid(String::new())) } else { Ok(value) }
}

/// `text` after its byte-order mark, when it has one.
#[must_use]
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

/// The pointer to where a fault is, of so many segments.
fn pointer(error: &serde_path_to_error::Error<serde_json::Error>, known: usize) -> String {
    error
        .path()
        .iter()
        .take(known)
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Unknown => String::new(),
        })
        .collect()
}
