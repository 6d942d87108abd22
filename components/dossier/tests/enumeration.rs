//! Profile × purpose × category × obstacle: each answer is compared with the published matrix, read from its text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;
use serde_json::{Value, json};
use support::{Stage, asked, standing, with};

/// Profile and purpose → category → form, from `policies/matrix.txt`.
fn matrix() -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let text = include_str!("../../../policies/matrix.txt");
    let mut matrix: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    let mut current = None;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (left, right) = line.trim().split_once(' ').unwrap();
        let (left, right) = (left.to_owned(), right.trim().to_owned());
        if !line.starts_with(' ') {
            current = Some((left, right.clone()));
            matrix.entry(current.clone().unwrap()).or_default();
        } else if right != "-" {
            matrix.get_mut(current.as_ref().unwrap()).unwrap().insert(left, right);
        }
    }
    matrix
}

/// Obstacles: its name, and what it does to the standing and to the request. Dossier 48 has everything but an obstacle.
type Obstacle = (&'static str, fn(Value) -> Value, fn(Value) -> Value);

const OBSTACLES: &[Obstacle] = &[
    ("training", |_| json!({ "en_vigueur": false, "motif": "formation_expiree" }), |body| body),
    ("suspended", |_| json!({ "en_vigueur": false, "motif": "habilitation_suspendue" }), |body| body),
    ("ended", |_| json!({ "en_vigueur": false, "motif": "contrat_termine" }), |body| body),
    ("purpose not contracted", |standing| with(standing, "finalites", json!([])), |body| body),
    ("fund not contracted", |standing| with(standing, "organismes", json!(["999"])), |body| body),
    ("unknown", |standing| standing, |body| with(body, "matricule", json!("7654321"))),
    (
        "opposed",
        |standing| standing,
        |body| {
            let body = with(body, "matricule", json!(demo::matricule(15)));
            with(body, "verification", json!({ "telephone": demo::phone(15) }))
        },
    ),
    (
        "wrong check",
        |standing| standing,
        |body| with(body, "verification", json!({ "telephone": "0639989997" })),
    ),
];

fn code(purpose: &str) -> Value {
    match purpose {
        "gestion_locative" => json!(demo::LANDLORD),
        "instruction_rsa" => json!(format!("{}7", demo::SERVICE)),
        _ => Value::Null,
    }
}

/// The dossier on which nothing stands in the way of any purpose: RSA, tenancy, a young child.
const CLEAR: u32 = 48;

fn clear_record() -> Value {
    let mut record = with(demo::dossier(CLEAR), "version", json!(2));
    record["personnes"].as_array_mut().unwrap().push(json!({
        "role": "enfant", "nom_naissance": "QUARTZ", "prenoms": "Lin", "date_naissance": "2024-01-01", "est_a_charge": true,
    }));
    record
}

#[tokio::test]
async fn each_answer_is_what_the_matrix_says() {
    let stage = Stage::with_dossiers(CLEAR).await;
    stage.import(clear_record().to_string()).await;
    let matrix = matrix();
    assert_eq!(matrix.len(), 5 * 6, "profiles × purposes");
    let mut granted = 0;
    for ((profile, purpose), forms) in &matrix {
        stage.set_standing(standing(profile, purpose, "creche"));
        let answer = stage.consult(&with(asked(CLEAR, purpose), "code", code(purpose))).await;
        if forms.is_empty() {
            assert_eq!(answer.slug(), "finalite-hors-contrat", "{profile} {purpose}");
            continue;
        }
        granted += 1;
        let body = answer.json();
        assert_eq!(body["meta"]["categories"], json!(forms), "{profile} {purpose}: {body}");
        let given: BTreeSet<_> = body["data"].as_object().unwrap().keys().collect();
        assert_eq!(given, forms.keys().collect::<BTreeSet<_>>(), "{profile} {purpose}");
    }
    assert_eq!(granted, 6);
}

#[tokio::test]
async fn each_obstacle_leaves_nothing_of_any_cell() {
    for (name, stand, ask) in OBSTACLES {
        for (profile, purpose) in
            matrix().into_iter().filter(|(_, forms)| !forms.is_empty()).map(|(key, _)| key)
        {
            let stage = Stage::with_dossiers(CLEAR).await;
            stage.import(clear_record().to_string()).await;
            stage.set_standing(stand(standing(&profile, &purpose, "creche")));
            let answer = stage.consult(&ask(with(asked(CLEAR, &purpose), "code", code(&purpose)))).await;
            assert!(
                matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
                "{name}: {}",
                answer.status
            );
            assert!(answer.json().get("data").is_none(), "{name} {profile} {purpose}");
        }
    }
}

#[tokio::test]
async fn a_purpose_with_an_extra_code_gives_nothing_without_it() {
    let stage = Stage::with_dossiers(CLEAR).await;
    for (profile, purpose) in [("T3", "gestion_locative"), ("T1", "instruction_rsa")] {
        stage.set_standing(standing(profile, purpose, "ccas"));
        for wrong in [Value::Null, json!("AUTRE99"), json!("")] {
            let answer = stage.consult(&with(asked(CLEAR, purpose), "code", wrong)).await;
            assert_eq!(answer.slug(), "code-complementaire-requis");
        }
    }
}
