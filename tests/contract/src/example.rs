mod refusal;
mod shown;

use std::{collections::BTreeMap, fs, io::ErrorKind, path::PathBuf};

use anyhow::{Context as _, Result};
use client::Exchange;
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use refusal::Refusal;

use crate::{schemas, sorted};

/// The longest text that is worth reading as an example.
const LONGEST: usize = 32 * 1024;

/// A request to the demo set and its answer, as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// The path and query that were asked.
    #[serde(rename = "chemin")]
    path: String,
    #[serde(rename = "requete", skip_serializing_if = "Option::is_none")]
    request: Option<Value>,
    #[serde(rename = "statut")]
    status: u16,
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    media_type: String,
    /// None where it has no body, or one to be read where it was: bytes, or a long text.
    #[serde(rename = "reponse", skip_serializing_if = "Option::is_none")]
    answer: Option<Value>,
    /// Where a redirection led.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(rename = "refus", default, skip_serializing_if = "BTreeMap::is_empty")]
    refusals: BTreeMap<String, Refusal>,
}

impl Example {
    /// The example that is kept of this operation.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(operation: &str) -> Result<Option<Self>> {
        let text = match fs::read_to_string(path(operation)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text.with_context(|| format!("the example of {operation}"))?,
        };
        serde_json::from_str(&text).map(Some).with_context(|| operation.to_owned())
    }

    /// An exchange that shows what an operation gives: a success that a person can read, here or where it was.
    #[must_use]
    pub fn of(exchange: &Exchange) -> Option<Self> {
        let answer = &exchange.answer;
        let is_done = answer.status.is_success() || answer.status == StatusCode::SEE_OTHER;
        let media_type = essence(answer.header("content-type"));
        let is_text = media_type != "application/octet-stream" && answer.body.len() <= LONGEST;
        let is_readable = exchange.body.len() <= LONGEST && (is_text || exchange.method == Method::GET);
        (is_done && is_readable).then(|| Self {
            path: exchange.path.clone(),
            request: value(&exchange.media_type, &exchange.body),
            status: answer.status.as_u16(),
            media_type: media_type.to_owned(),
            answer: is_text.then(|| value(media_type, &answer.body)).flatten(),
            location: Some(answer.header("location").to_owned()).filter(|place| !place.is_empty()),
            refusals: BTreeMap::new(),
        })
    }

    /// Whether it is a better example of its operation: one that shows something, and the shortest of those.
    #[must_use]
    pub fn is_better_than(&self, other: &Self) -> bool {
        self.rank() < other.rank()
    }

    fn rank(&self) -> (bool, bool, bool, usize) {
        let bodies = [&self.request, &self.answer].into_iter().flatten();
        let length = bodies.map(|value| value.to_string().len()).sum();
        let members = self.answer.iter().filter_map(Value::as_object).flat_map(serde_json::Map::values);
        let has_empty_list = members.filter_map(Value::as_array).any(Vec::is_empty);
        (self.location.is_some(), length == 0, has_empty_list, length)
    }

    /// With what the operation refused, by its kind.
    #[must_use]
    pub fn refusing(self, refusals: BTreeMap<String, Refusal>) -> Self {
        Self { refusals, ..self }
    }

    /// Keeps it as the example of this operation.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, operation: &str) -> Result<()> {
        let text = serde_json::to_string_pretty(&sorted(serde_json::to_value(self)?))? + "\n";
        fs::write(path(operation), text).with_context(|| operation.to_owned())
    }
}

fn path(operation: &str) -> PathBuf {
    schemas().join("examples").join(format!("{operation}.json"))
}

pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// A body as an OpenAPI example gives it: JSON as it is, a form as an object, any other as text.
pub(crate) fn value(media_type: &str, body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    let media_type = essence(media_type);
    if media_type == "application/x-www-form-urlencoded" {
        let pairs = form_urlencoded::parse(body);
        return Some(Value::Object(pairs.map(|(name, value)| (name.into_owned(), value.into())).collect()));
    }
    let json = media_type.ends_with("json") && media_type != "application/x-ndjson";
    let parsed = json.then(|| serde_json::from_slice(body).ok()).flatten();
    Some(parsed.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned().into()))
}
