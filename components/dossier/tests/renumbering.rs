//! Who consulted a dossier is told whole, whatever number it had then and has now.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use access::{DossierNumber, Role};
use journal::PseudonymKey;
use serde_json::{Value, json};
use support::{Stage, with};

/// The record of dossier 16 under another number, after these.
fn record(matricule: &str, version: u32, formers: &[&str]) -> Value {
    let formers: Vec<_> =
        formers.iter().map(|former| json!({ "organisme": demo::FUND, "matricule": former })).collect();
    let record = with(demo::dossier(16), "matricule", json!(matricule));
    with(with(record, "version", json!(version)), "anciens_numeros", json!(formers))
}

async fn import(stage: &Stage, records: &[Value]) {
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let report = stage.import(lines).await.json();
    assert_eq!(report["enregistres"], records.len(), "{report}");
}

fn name(matricule: &str) -> Value {
    let key = PseudonymKey::parse(&"04".repeat(32)).unwrap();
    json!(key.pseudonym(&DossierNumber::parse(demo::FUND, matricule).unwrap()))
}

/// The names under which the journal is asked for accesses, in order, when an officer gives this number.
async fn asked(stage: &Stage, matricule: &str) -> Vec<Value> {
    let body = json!({ "dossier": { "organisme": demo::FUND, "matricule": matricule } });
    let answer = stage.post(Role::AgentCaf, "/v1/dossiers/consultations/recherche", &body).await;
    answer.json()["question"]["dossiers"].as_array().unwrap_or_else(|| panic!("{}", answer.json())).clone()
}

/// The same, as the journal itself asks.
async fn told(stage: &Stage, matricule: &str) -> Vec<Value> {
    let body = json!({ "organisme": demo::FUND, "matricule": matricule });
    stage.ask("/prive/dossiers/noms", &body).await.json()["noms"].as_array().unwrap().clone()
}

async fn assert_one_dossier(stage: &Stage, present: &str, formers: &[&str]) {
    let mut expected: Vec<_> = formers.iter().map(|former| name(former)).collect();
    expected.sort_by_key(ToString::to_string);
    for number in std::iter::once(&present).chain(formers) {
        for names in [asked(stage, number).await, told(stage, number).await] {
            assert_eq!(names[0], name(present), "by {number}");
            let mut others = names[1..].to_vec();
            others.sort_by_key(ToString::to_string);
            assert_eq!(others, expected, "by {number}");
        }
    }
}

#[tokio::test]
async fn accesses_are_told_by_old_and_new_number() {
    let stage = Stage::new();
    import(&stage, &[record("1000001", 1, &[])]).await;
    import(&stage, &[record("1000002", 2, &["1000001"])]).await;
    assert_one_dossier(&stage, "1000002", &["1000001"]).await;
}

#[tokio::test]
async fn a_view_is_of_one_dossier_alone() {
    let stage = Stage::new();
    import(&stage, &[record("1000001", 1, &["1000003"]), record("1000002", 1, &["1000003"])]).await;
    assert_eq!(asked(&stage, "1000001").await, [name("1000001"), name("1000003")]);
    assert_eq!(asked(&stage, "1000002").await, [name("1000002"), name("1000003")]);
    assert_eq!(told(&stage, "1000001").await.len(), 3, "an objection and a search follow the person");
}

#[tokio::test]
async fn a_number_before_the_last_is_remembered() {
    let stage = Stage::new();
    import(&stage, &[record("1000001", 1, &[])]).await;
    import(&stage, &[record("1000002", 2, &["1000001"])]).await;
    import(&stage, &[record("1000003", 3, &["1000002"])]).await;
    import(&stage, &[record("1000003", 4, &[])]).await;
    assert_one_dossier(&stage, "1000003", &["1000001", "1000002"]).await;
}

#[tokio::test]
async fn a_merged_dossier_tells_of_both() {
    let stage = Stage::new();
    import(&stage, &[record("1000001", 1, &[]), record("1000004", 1, &[])]).await;
    import(&stage, &[record("1000002", 2, &["1000001"])]).await;
    import(&stage, &[record("1000005", 3, &["1000002", "1000004"])]).await;
    assert_one_dossier(&stage, "1000005", &["1000001", "1000002", "1000004"]).await;
}

#[tokio::test]
async fn a_dossier_merged_into_one_that_stays_is_told() {
    let stage = Stage::new();
    import(&stage, &[record("1000001", 1, &[]), record("1000004", 1, &[])]).await;
    import(&stage, &[record("1000004", 2, &["1000001"])]).await;
    assert_one_dossier(&stage, "1000004", &["1000001"]).await;
}

#[tokio::test]
async fn a_former_number_is_told_after_its_last_day() {
    let stage = Stage::new();
    let mut renumbered = record("1000002", 1, &["1000001"]);
    renumbered["anciens_numeros"][0]["valable_jusqu_au"] = json!("2020-01-01");
    import(&stage, &[renumbered]).await;
    assert_one_dossier(&stage, "1000002", &["1000001"]).await;
}

#[tokio::test]
async fn of_an_unknown_number_what_was_tried_is_found() {
    let stage = Stage::new();
    assert_eq!(told(&stage, "1000009").await, [name("1000009")]);
}
