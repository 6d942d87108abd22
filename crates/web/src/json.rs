use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;

use crate::{Problem, kinds};

/// A JSON body, read or written: an object. Reading refuses with a problem that points at the fault and repeats none of the input.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(kinds::UNSUPPORTED_MEDIA_TYPE));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let too_large = rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::new(if too_large { kinds::TOO_LARGE } else { kinds::MALFORMED })
        })?;
        parse(&body).map(Self)
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

fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| problem(error.inner(), Some(pointer(&error))))?;
    deserializer.end().map_err(|error| problem(&error, None))?;
    // serde also reads a structure from the list of its members; what is promised outside are objects.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", ""));
    }
    Ok(value)
}

fn problem(error: &serde_json::Error, pointer: Option<String>) -> Problem {
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => {
            Problem::new(kinds::MALFORMED).with("ligne", error.line()).with("colonne", error.column())
        }
        Category::Data => Problem::new(kinds::UNPROCESSABLE).with("pointeur", pointer.unwrap_or_default()),
    }
}

/// The JSON pointer (RFC 6901) to what is wrong, for a reader of JSON that is not a whole body. A member that our types do
/// not know is named by whoever wrote it: what is pointed at is the object that has it.
#[must_use]
pub fn pointer(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    use serde_path_to_error::Segment;
    let is_unknown_member = error.inner().to_string().starts_with("unknown field");
    let known = error.path().iter().len().saturating_sub(usize::from(is_unknown_member));
    error
        .path()
        .iter()
        .take(known)
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}
