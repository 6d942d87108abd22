//! Where an OpenAPI document shows an example.

use serde_json::{Value, json};

use super::Example;

impl Example {
    /// Shows it in the description of the operation at `template`.
    pub(crate) fn show(&self, template: &str, operation: &mut Value) {
        self.show_parameters(template, operation);
        if let Some(request) = &self.request {
            for content in contents(operation, "/requestBody/content") {
                insert(content, "demonstration", json!({ "value": request }));
            }
        }
        let answered = format!("/responses/{}", self.status);
        let shown = match &self.answer {
            Some(answer) => json!({ "value": answer }),
            None => json!({ "externalValue": self.path }),
        };
        for content in contents(operation, &format!("{answered}/content")) {
            insert(content, "demonstration", shown.clone());
        }
        let header = operation.pointer_mut(&format!("{answered}/headers/Location"));
        if let (Some(place), Some(header)) = (&self.location, header.and_then(Value::as_object_mut)) {
            header.insert("example".to_owned(), json!(place));
        }
        self.show_refusals(operation);
    }

    fn show_parameters(&self, template: &str, operation: &mut Value) {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let queried: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
            let text = |member: &str| parameter.get(member).and_then(Value::as_str).unwrap_or_default();
            let (name, place) = (text("name"), text("in"));
            let given = match place {
                "path" => in_path(template, path, name),
                "query" => queried.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref()),
                _ => None,
            };
            if let Some(given) = given {
                let example = typed(given, parameter.get("schema"));
                parameter.insert("example".to_owned(), example);
            }
        }
    }

    fn show_refusals(&self, operation: &mut Value) {
        for (kind, refusal) in &self.refusals {
            let media_type = refusal.media_type.replace('/', "~1");
            let place = format!("/responses/{}/content/{media_type}", refusal.status);
            if let Some(content) = operation.pointer_mut(&place) {
                insert(content, kind, json!({ "value": refusal.answer }));
            }
        }
    }
}

fn contents<'a>(operation: &'a mut Value, place: &str) -> impl Iterator<Item = &'a mut Value> {
    let contents = operation.pointer_mut(place).and_then(Value::as_object_mut);
    contents.into_iter().flat_map(serde_json::Map::values_mut)
}

fn insert(content: &mut Value, name: &str, example: Value) {
    let members = content.as_object_mut();
    let examples = members.map(|members| members.entry("examples").or_insert_with(|| json!({})));
    if let Some(examples) = examples.and_then(Value::as_object_mut) {
        examples.insert(name.to_owned(), example);
    }
}

/// What stands in `path` where `template` has the parameter `name`. One that is alone may hold slashes.
fn in_path<'a>(template: &str, path: &'a str, name: &str) -> Option<&'a str> {
    let place = format!("{{{name}}}");
    if template.matches('{').count() > 1 {
        let mut segments = template.split('/').zip(path.split('/'));
        return segments.find(|(known, _)| *known == place).map(|(_, given)| given);
    }
    let (start, end) = template.split_once(&place)?;
    path.strip_prefix(start)?.strip_suffix(end)
}

/// A parameter as its schema has it.
fn typed(given: &str, schema: Option<&Value>) -> Value {
    let number = schema.and_then(|schema| schema.get("type")).filter(|kind| **kind == json!("integer"));
    number.and_then(|_| serde_json::from_str(given).ok()).unwrap_or_else(|| given.into())
}
