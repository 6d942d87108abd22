use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context as _, Result, ensure};
use client::Exchange;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::example::{essence, value};

/// The promise of an OpenAPI document, against which exchanges are held.
pub struct Promise {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Promise {
    /// What this document promises.
    #[must_use]
    pub fn of(document: Value) -> Self {
        Self { document, validators: Mutex::default() }
    }

    /// The ids of all operations.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        let id = |(_, operation): (_, &Value)| Some(operation.get("operationId")?.as_str()?.to_owned());
        self.described().filter_map(id).collect()
    }

    /// Holds an exchange against the promise, and says which operation it was.
    ///
    /// # Errors
    /// When it is of no operation, or its answer is not one that is promised, or a request that succeeded is not one
    /// that is described.
    pub fn keeps(&self, exchange: &Exchange) -> Result<&str> {
        let called = format!("{} {}", exchange.method, exchange.path);
        let (place, operation) =
            self.find(exchange).with_context(|| format!("{called}: no such operation"))?;
        self.hold_answer(&place, operation, exchange).with_context(|| called.clone())?;
        if exchange.answer.status.is_success() {
            self.hold_request(&place, operation, exchange).with_context(|| called)?;
        }
        Ok(operation.get("operationId").and_then(Value::as_str).unwrap_or_default())
    }

    /// Every operation, by its JSON pointer.
    fn described(&self) -> impl Iterator<Item = (String, &Value)> {
        let paths = self.document.get("paths").and_then(Value::as_object).into_iter().flatten();
        paths.flat_map(|(path, methods)| {
            let path = path.replace('~', "~0").replace('/', "~1");
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, operation)| (format!("/paths/{path}/{method}"), operation))
        })
    }

    /// Among the paths that fit, the one with the fewest parameters.
    fn find(&self, exchange: &Exchange) -> Option<(String, &Value)> {
        let method = exchange.method.as_str().to_lowercase();
        let asked = exchange.path.split('?').next().unwrap_or_default();
        let fitting = self.described().filter(|(place, operation)| {
            let Some((path, known)) = place.rsplit_once('/') else { return false };
            let template = path.trim_start_matches("/paths/").replace("~1", "/");
            known == method && fits(&template, asked, operation)
        });
        fitting.min_by_key(|(place, _)| place.matches('{').count())
    }

    fn hold_answer(&self, place: &str, operation: &Value, exchange: &Exchange) -> Result<()> {
        let answer = &exchange.answer;
        let place = format!("{place}/responses/{}", answer.status.as_u16());
        let described = operation.pointer(&format!("/responses/{}", answer.status.as_u16()));
        let text = || format!("status {} is not promised: {}", answer.status, answer.text());
        self.hold_body(&place, described.with_context(text)?, answer.header("content-type"), &answer.body)
    }

    fn hold_request(&self, place: &str, operation: &Value, exchange: &Exchange) -> Result<()> {
        let queried = exchange.path.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for (name, _) in form_urlencoded::parse(queried.as_bytes()) {
            let mut known = parameters.into_iter().flatten();
            let is_known = known
                .any(|one| one.get("in") == Some(&json!("query")) && one.get("name") == Some(&json!(name)));
            ensure!(is_known, "the parameter {name} is not described");
        }
        match operation.get("requestBody") {
            Some(described) => {
                let place = format!("{place}/requestBody");
                self.hold_body(&place, described, &exchange.media_type, &exchange.body)
            }
            None => Ok(()),
        }
    }

    fn hold_body(&self, place: &str, described: &Value, media_type: &str, body: &[u8]) -> Result<()> {
        let Some(contents) = described.get("content").and_then(Value::as_object) else {
            ensure!(body.is_empty(), "a body where none is described");
            return Ok(());
        };
        let media_type = essence(media_type);
        ensure!(contents.contains_key(media_type), "the media type {media_type:?} is not described");
        let media_type_name = media_type.replace('/', "~1");
        let validator = self.validator(&format!("{place}/content/{media_type_name}/schema"))?;
        let read = value(media_type, body).unwrap_or_else(|| "".into());
        let faults: Vec<_> = validator
            .iter_errors(&read)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        ensure!(faults.is_empty(), "not what its schema says: {}", faults.join("; "));
        Ok(())
    }

    /// The validator of the schema at this place, made once.
    fn validator(&self, place: &str) -> Result<Arc<Validator>> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = validators.get(place) {
            return Ok(known.clone());
        }
        let schema = self.document.pointer(place).with_context(|| format!("no schema at {place}"))?;
        let whole = json!({ "allOf": [schema], "components": self.document.get("components") });
        let made = jsonschema::options().should_validate_formats(true).build(&whole);
        let made = Arc::new(made.map_err(|error| anyhow::anyhow!("{place}: {error}"))?);
        validators.insert(place.to_owned(), made.clone());
        Ok(made)
    }
}

/// Whether a path has the form of a template. A parameter that is alone and no id may hold slashes.
fn fits(template: &str, path: &str, operation: &Value) -> bool {
    let is_id = operation.pointer("/parameters/0/schema/format") == Some(&json!("uuid"));
    let holds_slashes = !is_id && template.matches('{').count() == 1;
    fits_from(template, path, holds_slashes)
}

fn fits_from(template: &str, path: &str, holds_slashes: bool) -> bool {
    let Some((start, rest)) = template.split_once('{') else { return template == path };
    let end = rest.split_once('}').map(|(_, end)| end).unwrap_or_default();
    let Some(value) = path.strip_prefix(start) else { return false };
    let length = if holds_slashes {
        value.len().saturating_sub(end.len())
    } else {
        value.find('/').unwrap_or(value.len())
    };
    let (value, left) = value.split_at_checked(length).unwrap_or_default();
    !value.is_empty() && fits_from(end, left, holds_slashes)
}
