//! What a stolen file shows: nothing; and what is opened to answer: what is granted and no more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use access::{Category, Role};
use http::StatusCode;
use serde_json::{Value, json};
use support::{KEY_A, KEY_B, Stage, asked, standing, with};

const PURPOSE: &str = "aide_financiere";

/// All texts and numbers of a document that could be looked for in a file: four characters at least.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::String(text) => drop(found.insert(text.clone())),
        Value::Number(number) => drop(found.insert(number.to_string())),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Short texts, days of this decade (the rows are dated), and words of the format that the tables have too.
fn is_of_no_one(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_recent_day = text.starts_with("202") && text.contains('-') && text.len() <= 10;
    let is_short = text.chars().count() < if is_number { 6 } else { 5 };
    is_short || is_recent_day || ["categorie", "actif"].contains(&text)
}

fn contains(file: &[u8], text: &str) -> bool {
    let pattern = text.as_bytes();
    file.windows(pattern.len()).any(|window| window == pattern)
}

/// Those of `wanted` that some file of the folder shows, and how many bytes were searched.
fn shown<'a>(folder: &Path, wanted: &'a BTreeSet<String>) -> (BTreeSet<&'a String>, usize) {
    let (mut found, mut bytes) = (BTreeSet::new(), 0);
    for entry in fs::read_dir(folder).unwrap() {
        let file = fs::read(entry.unwrap().path()).unwrap();
        bytes += file.len();
        found.extend(wanted.iter().filter(|text| contains(&file, text)));
    }
    (found, bytes)
}

/// All that the files of dossiers 1 to 48 must not show: every value of the documents, and each spelling of the phones.
fn wanted() -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for n in 1..=48 {
        leaves(&demo::dossier(n), &mut wanted);
        let phone = demo::phone(n);
        wanted.extend([phone.replace(' ', ""), format!("+33{}", phone[1..].replace(' ', ""))]);
    }
    wanted.retain(|text| !is_of_no_one(text));
    wanted
}

/// The baseline: the same search over the same documents unsealed, even in pages that were freed.
#[tokio::test]
async fn the_search_finds_what_an_unsealed_copy_shows_even_once_deleted() {
    let (stage, mut documents) = (Stage::new(), BTreeSet::new());
    let mut copy = stage.world.platform().sql.open("copy").await.unwrap();
    for statement in ["PRAGMA secure_delete = OFF", "CREATE TABLE copy (text TEXT)"] {
        copy.execute(statement, &[]).await.unwrap();
    }
    for n in 1..=48 {
        leaves(&demo::dossier(n), &mut documents);
        let text = demo::dossier(n).to_string();
        copy.execute("INSERT INTO copy VALUES (?)", &[text.as_str().into()]).await.unwrap();
    }
    documents.retain(|text| !is_of_no_one(text));
    // Not all: the end of a page cuts some texts in two.
    let is_nearly_all = |found: usize| found * 100 >= documents.len() * 95;
    let there = shown(stage.world.folder(), &documents).0.len();
    assert!(is_nearly_all(there), "{there} of {} are found", documents.len());
    copy.execute("DELETE FROM copy", &[]).await.unwrap();
    drop(copy);
    let left = shown(stage.world.folder(), &documents).0.len();
    assert!(is_nearly_all(left), "{left} of {} are found in freed pages", documents.len());
}

#[tokio::test]
async fn no_file_shows_a_name_a_number_a_phone_or_an_amount() {
    let stage = Stage::with_dossiers(48).await;
    for n in 1..=48 {
        stage.consult(&asked(n, PURPOSE)).await;
    }
    let changed: String =
        (1..=24).map(|n| format!("{}\n", with(demo::dossier(n), "version", json!(2)))).collect();
    stage.import(changed).await;
    let wanted = wanted();
    assert!(wanted.len() > 300, "{} texts are looked for", wanted.len());
    let (found, bytes) = shown(stage.world.folder(), &wanted);
    assert_eq!(found, BTreeSet::new());
    assert!(bytes > 100_000, "the files are there: {bytes} bytes");
}

/// Spoils one category of every dossier: whoever opens it fails.
async fn spoil(stage: &Stage, column: &str) {
    let mut connection = stage.world.platform().sql.open("dossier").await.unwrap();
    connection.execute(&format!("UPDATE dossiers SET {column} = zeroblob(64)"), &[]).await.unwrap();
}

#[tokio::test]
async fn a_category_that_is_not_granted_is_never_opened() {
    let cases = [
        ("T1", "accompagnement_social", "ccas", 48),
        ("T1", "instruction_rsa", "departement", 48),
        ("T2", "aide_financiere", "ccas", 48),
        ("T3", "gestion_locative", "bailleur_social", 48),
        ("T4", "tarification_enfance", "creche", 1),
        ("T5", "aide_aux_vacances", "aide_vacances", 1),
    ];
    let authority = policies::Authority::load().unwrap();
    for (profile, purpose, organisation, n) in cases {
        let grants =
            authority.profiles().grants(&profile.parse().unwrap(), &purpose.parse().unwrap()).unwrap();
        for category in Category::ALL {
            let stage = Stage::with_dossiers(48).await;
            stage.set_standing(standing(profile, purpose, organisation));
            spoil(&stage, category.as_str()).await;
            let code = match purpose {
                "gestion_locative" => json!(demo::LANDLORD),
                "instruction_rsa" => json!(format!("{}7", demo::SERVICE)),
                _ => Value::Null,
            };
            let answer = stage.consult(&with(asked(n, purpose), "code", code)).await;
            let is_opened = answer.status == StatusCode::SERVICE_UNAVAILABLE;
            assert!(is_opened || answer.status == StatusCode::OK, "{profile} {purpose}: {}", answer.json());
            assert_eq!(is_opened, grants.grants.contains_key(category), "{profile} {purpose} {category}");
        }
    }
}

#[tokio::test]
async fn a_refused_reading_opens_no_category() {
    let stage = Stage::with_dossiers(16).await;
    for category in Category::ALL {
        spoil(&stage, category.as_str()).await;
    }
    assert_eq!(stage.consult(&asked(15, PURPOSE)).await.status, StatusCode::NOT_FOUND);
    let wrong = with(asked(16, PURPOSE), "verification", json!({ "telephone": "0639989998" }));
    assert_eq!(stage.consult(&wrong).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_category_moved_to_another_dossier_does_not_open() {
    let stage = Stage::with_dossiers(32).await;
    let mut connection = stage.world.platform().sql.open("dossier").await.unwrap();
    let swap = "UPDATE dossiers SET identite = (SELECT other.identite FROM dossiers other WHERE other.id <> dossiers.id LIMIT 1)";
    connection.execute(swap, &[]).await.unwrap();
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn resealing_goes_on_after_a_crash_and_then_the_former_key_can_go() {
    let stage = Stage::with_dossiers(130).await;
    stage.world.settings.set("dossier_sealing_keys", &format!("{KEY_B},{KEY_A}"));
    let path = "/v1/dossiers/rechiffrement";
    assert_eq!(stage.post(Role::Professionnel, path, &json!({})).await.status, StatusCode::FORBIDDEN);
    stage.world.faults.fail_statement(130);
    assert_eq!(
        stage.post(Role::Ordonnanceur, path, &json!({})).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    stage.world.faults.clear();
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
    let report = stage.post(Role::Ordonnanceur, path, &json!({})).await.json();
    assert_eq!(
        (&report["rechiffres"], &report["restants"]),
        (&json!(30), &json!(0)),
        "the first hundred were done before"
    );
    stage.world.settings.set("dossier_sealing_keys", KEY_B);
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK);
    stage.world.settings.set("dossier_sealing_keys", KEY_A);
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::NOT_FOUND);
}

/// Nothing opens the facts of dossier 16 any more.
async fn spoil_facts(stage: &Stage, assignment: &str) {
    let mut connection = stage.world.platform().sql.open("dossier").await.unwrap();
    connection.execute(&format!("UPDATE dossiers SET {assignment}"), &[]).await.unwrap();
}

#[tokio::test]
async fn a_dossier_that_does_not_open_looks_unknown() {
    let stage = Stage::with_dossiers(16).await;
    spoil_facts(&stage, "facts = zeroblob(64)").await;
    for verification in [json!({ "telephone": "0639989998" }), asked(16, PURPOSE)["verification"].clone()] {
        let answer = stage.consult(&with(asked(16, PURPOSE), "verification", verification)).await;
        assert_eq!(
            (answer.slug().as_str(), stage.last_motive().as_str()),
            ("dossier-non-consultable", "unknown-dossier")
        );
    }
}

#[tokio::test]
async fn an_import_mends_what_does_not_open() {
    let spoilt = [("facts = zeroblob(64)", 2), ("key_id = 'gone'", 1)];
    for (assignment, version) in spoilt {
        let stage = Stage::with_dossiers(16).await;
        spoil_facts(&stage, assignment).await;
        let again = with(demo::dossier(16), "version", json!(version));
        let report = stage.import(format!("{again}\n{}", demo::dossier(17))).await.json();
        assert_eq!(report["enregistres"], 2, "{assignment}: {report}");
        assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::OK, "{assignment}");
    }
}

#[tokio::test]
async fn an_objection_binds_a_dossier_that_does_not_open() {
    let stage = Stage::with_dossiers(16).await;
    spoil_facts(&stage, "facts = zeroblob(64)").await;
    let number = json!({ "organisme": demo::FUND, "matricule": demo::matricule(16) });
    let body = json!({ "dossier": number, "opposition": { "portee": "tous" } });
    let recorded = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions", &body).await;
    assert_eq!(recorded.status, StatusCode::OK, "{}", recorded.json());
    assert_eq!(recorded.json()["dossier_connu"], true);
    stage.import(with(demo::dossier(16), "version", json!(2)).to_string()).await;
    assert_eq!(stage.consult(&asked(16, PURPOSE)).await.status, StatusCode::NOT_FOUND);
    let view = stage.post(Role::AgentCaf, "/v1/dossiers/oppositions/recherche", &number).await.json();
    assert_eq!(view["oppositions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_does_not_open_is_left_out_of_no_view() {
    let stage = Stage::with_dossiers(16).await;
    spoil_facts(&stage, "facts = zeroblob(64)").await;
    let number = json!({ "organisme": demo::FUND, "matricule": demo::matricule(16) });
    let body = json!({ "dossier": number });
    let view = stage.post(Role::AgentCaf, "/v1/dossiers/consultations/recherche", &body).await;
    assert_eq!(view.status, StatusCode::SERVICE_UNAVAILABLE, "its former numbers are not known");
}

#[tokio::test]
async fn resealing_passes_over_what_does_not_open() {
    let stage = Stage::with_dossiers(130).await;
    let mut connection = stage.world.platform().sql.open("dossier").await.unwrap();
    let spoil = "UPDATE dossiers SET facts = x'00' WHERE id IN (SELECT id FROM dossiers ORDER BY id LIMIT 2)";
    connection.execute(spoil, &[]).await.unwrap();
    stage.world.settings.set("dossier_sealing_keys", &format!("{KEY_B},{KEY_A}"));
    let path = "/v1/dossiers/rechiffrement";
    for (resealed, left) in [(128, 2), (0, 2)] {
        let report = stage.post(Role::Ordonnanceur, path, &json!({})).await.json();
        let expected = (&json!(resealed), &json!(2), &json!(left));
        assert_eq!((&report["rechiffres"], &report["illisibles"], &report["restants"]), expected);
    }
    let told =
        stage.events.lock().unwrap().iter().filter_map(|event| event["fait"]["nombre"].as_u64()).sum::<u64>();
    assert_eq!(told, 128, "each batch is told with what it did");
}
