use std::{fs, io::ErrorKind, path::PathBuf};

use anyhow::{Context as _, Result};
use client::Exchange;
use serde_json::{Value, json};

use crate::{schemas, sorted};

/// The longest text that is worth reading as an example.
const LONGEST: usize = 16 * 1024;

/// A request to the demo set and its answer, as they were.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    request: Option<Value>,
    status: u16,
    media_type: String,
    answer: Option<Value>,
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
        let kept: Value = serde_json::from_str(&text).with_context(|| operation.to_owned())?;
        let member = |name| kept.get(name).cloned();
        let status = member("statut").and_then(|status| u16::try_from(status.as_u64()?).ok());
        let media_type = member("type").and_then(|name| Some(name.as_str()?.to_owned()));
        Ok(Some(Self {
            request: member("requete"),
            status: status.with_context(|| format!("{operation}: no status"))?,
            media_type: media_type.unwrap_or_default(),
            answer: member("reponse"),
        }))
    }

    /// An exchange that shows what an operation gives: a success that a person can read, pages excepted.
    #[must_use]
    pub fn of(exchange: &Exchange) -> Option<Self> {
        let answer = &exchange.answer;
        let is_readable = exchange.body.len() + answer.body.len() <= LONGEST;
        let media_type = essence(answer.header("content-type"));
        let is_page = matches!(media_type, "text/html" | "text/css" | "application/octet-stream");
        (answer.status.is_success() && is_readable && !is_page).then(|| Self {
            request: value(&exchange.media_type, &exchange.body),
            status: answer.status.as_u16(),
            media_type: media_type.to_owned(),
            answer: value(media_type, &answer.body),
        })
    }

    /// How long it is.
    #[must_use]
    pub fn len(&self) -> usize {
        [&self.request, &self.answer].into_iter().flatten().map(|value| value.to_string().len()).sum()
    }

    /// Whether it shows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.request.is_none() && self.answer.is_none()
    }

    /// Keeps it as the example of this operation.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, operation: &str) -> Result<()> {
        let mut kept = json!({ "statut": self.status });
        let members = [
            ("requete", self.request.clone()),
            ("type", self.answer.as_ref().map(|_| self.media_type.clone().into())),
            ("reponse", self.answer.clone()),
        ];
        if let Some(object) = kept.as_object_mut() {
            object.extend(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        let text = serde_json::to_string_pretty(&sorted(kept))? + "\n";
        fs::write(path(operation), text).with_context(|| operation.to_owned())
    }

    /// Shows it in the description of its operation.
    pub(crate) fn show(self, operation: &mut Value) {
        let contents = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
        if let (Some(request), Some(contents)) = (self.request, contents) {
            contents.values_mut().for_each(|content| insert(content, request.clone()));
        }
        let place = format!("/responses/{}/content", self.status);
        let contents = operation.pointer_mut(&place).and_then(Value::as_object_mut);
        if let (Some(answer), Some(contents)) = (self.answer, contents) {
            contents.values_mut().for_each(|content| insert(content, answer.clone()));
        }
    }
}

fn insert(content: &mut Value, value: Value) {
    if let Some(members) = content.as_object_mut() {
        members.insert("examples".to_owned(), json!({ "demonstration": { "value": value } }));
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
