//! `schemas/dossier.schema.json` says what an import reads: what it describes is read, what it does not is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::Stage;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schemas/dossier.schema.json")).unwrap()
}

/// The paths of all objects that the schema describes, with the members each may have.
fn described(node: &Value, path: &str, found: &mut Vec<(String, Vec<String>)>) {
    if let Some(members) = node["properties"].as_object() {
        found.push((path.to_owned(), members.keys().cloned().collect()));
        members.iter().for_each(|(name, member)| described(member, &format!("{path}/{name}"), found));
    }
    node["anyOf"].as_array().into_iter().flatten().for_each(|choice| described(choice, path, found));
    if node["items"].is_object() {
        described(&node["items"], &format!("{path}/0"), found);
    }
}

/// A dossier with every object that can be there.
fn full() -> Value {
    let mut record = demo::dossier(60);
    record["anciens_numeros"] = json!([{ "organisme": "422", "matricule": "7" }]);
    record
}

#[tokio::test]
async fn every_object_of_the_schema_refuses_a_member_that_it_does_not_describe() {
    let mut found = Vec::new();
    described(&schema(), "", &mut found);
    assert!(found.len() > 10, "{found:?}");
    let stage = Stage::new();
    assert_eq!(stage.import(full().to_string()).await.json()["enregistres"], 1);
    for (path, _) in &found {
        let mut record = full();
        let place = record.pointer_mut(path).unwrap_or_else(|| panic!("the sample has no {path}"));
        place["membre_inconnu"] = json!(1);
        let report = stage.import(record.to_string()).await.json();
        assert_eq!(report["rejetes"], 1, "{path}: {report}");
    }
}

#[tokio::test]
async fn every_member_of_the_schema_is_known_to_the_import() {
    let mut found = Vec::new();
    described(&schema(), "", &mut found);
    let stage = Stage::new();
    for (path, members) in found {
        for member in members {
            let mut record = full();
            record.pointer_mut(&path).unwrap()[&member] = json!({ "forme": "impossible" });
            let report = stage.import(record.to_string()).await.json();
            let pointer = report["rejets"][0]["pointeur"].as_str().unwrap_or_default().to_owned();
            let is_ignored = path == "/creances/0" && ["motif", "responsabilite"].contains(&member.as_str());
            assert_eq!(report["rejetes"] == 1, !is_ignored, "{path}/{member}: {report}");
            assert!(is_ignored || pointer.starts_with(&path), "{path}/{member}: {pointer}");
        }
    }
}

#[test]
fn every_member_of_the_demonstration_is_described() {
    let mut found = Vec::new();
    described(&schema(), "", &mut found);
    for n in 1..=64 {
        for (path, members) in &found {
            let record = demo::dossier(n);
            let present = record.pointer(path).and_then(Value::as_object).into_iter().flatten();
            present.for_each(|(name, _)| assert!(members.contains(name), "{path}/{name}"));
        }
    }
}
