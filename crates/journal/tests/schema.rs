//! The published schema of events says what the code reads: each kind of the schema, made from it, is read by the code,
//! and the code has no other kind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

use std::collections::BTreeSet;

use journal::{Event, Kind};
use serde_json::{Map, Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schemas/event.schema.json")).unwrap()
}

fn kinds(schema: &Value) -> &Vec<Value> {
    schema["properties"]["fait"]["oneOf"].as_array().unwrap()
}

/// A value of the form that `schema` asks for.
fn example(schema: &Value) -> Value {
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => json!("019526f0-0000-7000-8000-000000000001"),
        (Some("string"), Some("date-time")) => json!("2026-03-02T09:00:00Z"),
        (Some("string"), None) if schema["pattern"] == "^[0-9a-f]{64}$" => json!("0".repeat(64)),
        (Some("integer"), _) => json!(7),
        (Some("array"), _) => json!([example(&schema["items"])]),
        (Some("object"), _) => {
            let properties = schema["properties"].as_object().unwrap();
            properties
                .iter()
                .map(|(name, inner)| (name.clone(), example(inner)))
                .collect::<Map<_, _>>()
                .into()
        }
        _ => {
            assert_eq!(schema["$ref"], "#/$defs/mot");
            json!("mot")
        }
    }
}

fn event(kind: &Value) -> Value {
    json!({"id": "019526f0-0000-7000-8000-000000000001", "fait": kind, "issue": "fait"})
}

#[test]
fn the_schema_has_the_kinds_of_the_code_and_no_other() {
    let schema = schema();
    let named = kinds(&schema).iter().map(|kind| kind["properties"]["type"]["const"].as_str().unwrap());
    assert_eq!(named.collect::<BTreeSet<_>>(), Kind::NAMES.iter().copied().collect());
}

#[test]
fn each_kind_of_the_schema_is_read_and_written_back_the_same() {
    for kind in kinds(&schema()) {
        let written = event(&example(kind));
        let read: Event =
            serde_json::from_value(written.clone()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
    }
}

#[test]
fn each_detail_that_the_schema_requires_is_required() {
    for kind in kinds(&schema()) {
        for required in kind["required"].as_array().unwrap() {
            let mut incomplete = example(kind);
            incomplete.as_object_mut().unwrap().remove(required.as_str().unwrap());
            assert!(
                serde_json::from_value::<Event>(event(&incomplete)).is_err(),
                "{kind} without {required}"
            );
        }
    }
}

#[test]
fn the_members_of_an_event_are_those_of_the_schema() {
    let id = "019526f0-0000-7000-8000-000000000001";
    let whole = json!({
        "id": id, "fait": {"type": "DossierConsulted"}, "issue": "refuse", "agent": id, "client": id,
        "organisation": id, "habilitation": id, "dossier": "0".repeat(32), "finalite": "aide_financiere",
        "categories": {"identite": "complet"}, "politique": "0".repeat(64), "empreinte_reponse": "0".repeat(64),
    });
    let event: Event = serde_json::from_value(whole.clone()).unwrap();
    assert_eq!(serde_json::to_value(&event).unwrap(), whole);
    let members: BTreeSet<_> = whole.as_object().unwrap().keys().collect();
    assert_eq!(members, schema()["properties"].as_object().unwrap().keys().collect());
}

/// What the journal holds already is committed to as it was written: read, verified and written back the same.
#[test]
fn entries_of_before_are_read_the_same() {
    for kind in [
        r#"{"type":"JournalRead","acte":"recherche","criteres":["dossier"]}"#,
        r#"{"type":"DossiersImported","nombre":3}"#,
        r#"{"type":"HoldPlaced","gel":"019526f0-0000-7000-8000-000000000001"}"#,
        r#"{"type":"HoldLifted","gel":"019526f0-0000-7000-8000-000000000001"}"#,
    ] {
        let text = format!(r#"{{"id":"019526f0-0000-7000-8000-000000000001","fait":{kind},"issue":"fait"}}"#);
        let event: Event = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
    }
}
