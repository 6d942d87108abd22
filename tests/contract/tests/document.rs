//! The document is the one that the code makes, is OpenAPI 3.1, and leaves nothing out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use std::{collections::BTreeSet, fs};

use contract::{document, generated, schemas};
use serde_json::Value;

const META: &str = include_str!("../oas/openapi-3.1.schema.json");

#[test]
fn the_committed_files_are_those_that_the_code_makes() {
    for (path, text) in generated().unwrap() {
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{} is not what the code says: `cargo xtask openapi` writes it",
            path.display()
        );
    }
}

#[test]
fn the_document_is_openapi_3_1_and_its_schemas_are_json_schema() {
    let document = document().unwrap();
    let meta = jsonschema::validator_for(&serde_json::from_str(META).unwrap()).unwrap();
    let faults: Vec<_> =
        meta.iter_errors(&document).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_no_schema_is_left_over() {
    let document = document().unwrap();
    let mut used = BTreeSet::new();
    references(&document["paths"], &mut used);
    references(&document["components"], &mut used);
    let known: BTreeSet<_> = document["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
    let missing: Vec<_> = used.difference(&known).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Types of problem are published whether or not a public operation has them.
    let idle: Vec<_> = known.difference(&used).filter(|name| !name.starts_with("probleme.")).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let target = members.get("$ref").and_then(Value::as_str);
            found.extend(target.map(|target| target.rsplit('/').next().unwrap().to_owned()));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_component_has_its_part_and_every_operation_a_name_of_its_own() {
    let folders = fs::read_dir(schemas().join("../components")).unwrap();
    let folders: BTreeSet<_> =
        folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    let known = ["audit", "conventions", "dossier", "etat", "hashing", "login", "messaging"];
    assert_eq!(folders, known.map(str::to_owned).into());
    let promise = contract::Promise::of(document().unwrap());
    let operations = promise.operations();
    let names: BTreeSet<_> = operations.iter().collect();
    assert_eq!(names.len(), operations.len());
}

#[test]
fn a_component_that_promises_nothing_outside_has_no_chapter() {
    let document = document().unwrap();
    let tags = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap());
    let tags: BTreeSet<_> = tags.collect();
    assert!(tags.contains("Connexion") && !tags.contains("Empreintes"), "{tags:?}");
}
