//! Profile × purpose × category × obstacle: each answer is compared with the published matrix, read from its text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::collections::BTreeMap;

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

/// What stands in the way: of which purposes, what it does to the standing and to the request, and the answer.
struct Obstacle {
    name: &'static str,
    of: fn(&str) -> bool,
    stand: fn(Value) -> Value,
    ask: fn(Value) -> Value,
    answer: &'static str,
}

const INDISTINCT: &str = "dossier-non-consultable";

const NONE: Obstacle = Obstacle { name: "none", of: |_| true, stand: |s| s, ask: |a| a, answer: "" };

fn ended(motif: &str) -> Value {
    json!({ "en_vigueur": false, "motif": motif })
}

/// The request, about another dossier.
fn about(body: Value, n: u32) -> Value {
    let body = with(body, "matricule", json!(demo::matricule(n)));
    with(body, "verification", json!({ "telephone": demo::phone(n) }))
}

fn is_of_children(purpose: &str) -> bool {
    ["tarification_enfance", "aide_aux_vacances"].contains(&purpose)
}

/// The dossier [`CLEAR`] has none of them.
const OBSTACLES: &[Obstacle] = &[
    Obstacle { name: "training", stand: |_| ended("formation_expiree"), answer: "formation-expiree", ..NONE },
    Obstacle {
        name: "suspended",
        stand: |_| ended("habilitation_suspendue"),
        answer: "acces-suspendu",
        ..NONE
    },
    Obstacle {
        name: "ended",
        stand: |_| ended("contrat_termine"),
        answer: "habilitation-hors-vigueur",
        ..NONE
    },
    Obstacle {
        name: "purpose not contracted",
        stand: |standing| with(standing, "finalites", json!([])),
        answer: "finalite-hors-contrat",
        ..NONE
    },
    Obstacle {
        name: "fund not contracted",
        stand: |standing| with(standing, "organismes", json!(["999"])),
        answer: "organisme-hors-contrat",
        ..NONE
    },
    Obstacle {
        name: "another check is expected",
        stand: |standing| with(standing, "verification", json!("date_naissance")),
        answer: "verification-inadaptee",
        ..NONE
    },
    Obstacle {
        name: "no extra code",
        of: |purpose| !code(purpose).is_null(),
        ask: |body| with(body, "code", Value::Null),
        answer: "code-complementaire-requis",
        ..NONE
    },
    Obstacle {
        name: "budget spent",
        stand: |standing| with(with(standing, "budget_mensuel", json!(1)), "budget_epuise", json!(true)),
        answer: "budget-epuise",
        ..NONE
    },
    Obstacle {
        name: "unknown",
        ask: |body| with(body, "matricule", json!("7654321")),
        answer: INDISTINCT,
        ..NONE
    },
    Obstacle { name: "opposed", ask: |body| about(body, 15), answer: INDISTINCT, ..NONE },
    Obstacle {
        name: "wrong check",
        ask: |body| with(body, "verification", json!({ "telephone": "0639989997" })),
        answer: INDISTINCT,
        ..NONE
    },
    Obstacle {
        name: "moved to a fund that is not contracted",
        stand: |standing| with(standing, "organismes", json!([demo::FUND])),
        ask: |body| about(body, 8),
        answer: INDISTINCT,
        ..NONE
    },
    Obstacle {
        name: "outside the landlord's stock",
        of: |purpose| purpose == "gestion_locative",
        ask: |body| about(body, 16),
        answer: INDISTINCT,
        ..NONE
    },
    Obstacle {
        name: "outside the instructor's field",
        of: |purpose| purpose == "instruction_rsa",
        ask: |body| about(body, 17),
        answer: INDISTINCT,
        ..NONE
    },
    Obstacle { name: "no child", of: is_of_children, ask: |body| about(body, 2), answer: INDISTINCT, ..NONE },
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

/// The stage with all that the obstacles need, and a journal that says the budget is spent to whom has one.
async fn stage() -> Stage {
    let stage = Stage::with_dossiers(CLEAR).await;
    stage.import(clear_record().to_string()).await;
    *stage.budget.lock().unwrap() = json!({ "est_accorde": false });
    stage
}

#[tokio::test]
async fn each_cell_under_each_obstacle_is_what_the_matrix_says() {
    let (stage, matrix) = (stage().await, matrix());
    assert_eq!(matrix.len(), 5 * 6, "profiles × purposes");
    let (mut given, mut refused) = (0, 0);
    for ((profile, purpose), forms) in &matrix {
        for obstacle in OBSTACLES.iter().chain([&NONE]).filter(|obstacle| (obstacle.of)(purpose)) {
            stage.set_standing((obstacle.stand)(standing(profile, purpose, "creche")));
            let asked = with(asked(CLEAR, purpose), "code", code(purpose));
            let answer = stage.consult(&(obstacle.ask)(asked)).await;
            stage.forget_failures().await;
            let case = format!("{profile} {purpose} {}: {}", obstacle.name, answer.json());
            let is_cell = !forms.is_empty();
            if is_cell && obstacle.name == "none" {
                assert_eq!(answer.json()["meta"]["categories"], json!(forms), "{case}");
            } else if is_cell {
                assert_eq!(answer.slug(), obstacle.answer, "{case}");
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{case}");
            }
            for category in access::Category::ALL {
                let is_granted = obstacle.name == "none" && forms.contains_key(category.as_str());
                assert_eq!(answer.json()["data"].get(category.as_str()).is_some(), is_granted, "{case}");
                *(if is_granted { &mut given } else { &mut refused }) += 1;
            }
        }
    }
    assert_eq!(given, matrix.values().map(BTreeMap::len).sum::<usize>());
    assert!(refused > 10 * 30 * 10, "{refused} cells under an obstacle");
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
