//! Every operation has an example, and each example is what its operation describes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use std::{collections::BTreeSet, fs};

use contract::{document, schemas};
use serde_json::{Value, json};

/// Those whose answer JSON cannot hold: bytes, and this very document. Their example says where to read it.
const READ_ELSEWHERE: [&str; 2] = ["readContract", "readTile"];

/// Every operation, with its name.
fn operations(document: &Value) -> Vec<(&str, &Value)> {
    let paths = document["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|path| path.as_object().unwrap().values());
    operations.map(|operation| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

/// The media types of a request or an answer.
fn contents(part: &Value) -> impl Iterator<Item = &Value> {
    part["content"].as_object().into_iter().flat_map(serde_json::Map::values)
}

/// What an operation gives when it does what it is asked.
fn successes(operation: &Value) -> impl Iterator<Item = &Value> {
    let responses = operation["responses"].as_object().unwrap().iter();
    responses.filter(|(status, _)| status.starts_with('2') || *status == "303").map(|(_, response)| response)
}

#[test]
fn every_operation_shows_what_it_gives() {
    let document = document().unwrap();
    for (name, operation) in operations(&document) {
        let is_shown = successes(operation).any(|response| {
            let has_no_body = response["content"].is_null() && response["headers"]["Location"].is_null();
            let leads_on = response["headers"]["Location"]["example"].is_string();
            let gives = contents(response).any(|content| content["examples"]["demonstration"].is_object());
            has_no_body || leads_on || gives
        });
        assert!(is_shown, "{name} shows no success: the test `journey` records examples");
    }
}

#[test]
fn every_operation_shows_what_it_is_asked() {
    let document = document().unwrap();
    for (name, operation) in operations(&document) {
        for content in contents(&operation["requestBody"]) {
            assert!(content["examples"]["demonstration"].is_object(), "{name} shows no request");
        }
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["required"] == true) {
            assert!(!parameter["example"].is_null(), "{name} shows no {}", parameter["name"]);
        }
    }
}

#[test]
fn every_example_is_kept_for_an_operation_and_each_has_one() {
    let document = document().unwrap();
    let known: BTreeSet<_> = operations(&document).into_iter().map(|(name, _)| name.to_owned()).collect();
    let kept = fs::read_dir(schemas().join("examples")).unwrap();
    let kept: BTreeSet<_> =
        kept.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(known, kept);
}

#[test]
fn every_example_is_what_its_operation_describes() {
    let document = document().unwrap();
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap().values();
        for content in responses.chain([&operation["requestBody"]]).flat_map(contents) {
            let examples = content["examples"].as_object().into_iter().flat_map(serde_json::Map::values);
            for example in examples {
                let shown = example.get("value");
                assert!(shown.is_some() || READ_ELSEWHERE.contains(&name), "{name}: {example}");
                shown.inspect(|shown| hold(&document, name, &content["schema"], shown));
            }
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            parameter.get("example").inspect(|shown| hold(&document, name, &parameter["schema"], shown));
        }
    }
}

fn hold(document: &Value, name: &str, schema: &Value, shown: &Value) {
    let schema = json!({ "allOf": [schema], "components": document["components"] });
    let judged = jsonschema::validate(&schema, shown);
    assert!(judged.is_ok(), "{name}: {}", judged.unwrap_err());
}
