//! What is given equals, field by field, an independent reading of what was imported.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use http::StatusCode;
use serde_json::{Value, json};
use support::{Stage, asked, standing};

/// Whether every value of `source` stands in `given` under the same path; a member that is null may be absent.
fn covers(given: &Value, source: &Value) -> bool {
    match source {
        Value::Null => given.is_null(),
        Value::Object(members) => members.iter().all(|(name, member)| covers(&given[name], member)),
        Value::Array(items) => given.as_array().is_some_and(|given| {
            given.len() == items.len() && given.iter().zip(items).all(|(g, s)| covers(g, s))
        }),
        other => given == other,
    }
}

fn adults(source: &Value) -> Vec<Value> {
    let members = ["role", "nom_naissance", "nom_usage", "prenoms", "date_naissance", "sexe", "date_deces"];
    let adults = source["personnes"].as_array().unwrap().iter().filter(|person| person["role"] != "enfant");
    adults
        .map(|person| members.iter().map(|name| ((*name).to_owned(), person[name].clone())).collect())
        .collect()
}

fn sum(source: &Value, name: &str) -> i64 {
    source["creances"].as_array().unwrap().iter().map(|debt| debt[name].as_i64().unwrap()).sum()
}

fn recent_payments(source: &Value) -> Vec<Value> {
    let since = "2025-04".to_owned();
    let payments = source["paiements"].as_array().unwrap().iter();
    payments.filter(|payment| *payment["mois"].as_str().unwrap() >= *since).cloned().collect()
}

#[tokio::test]
async fn all_that_a_financial_analyst_is_given_is_what_was_imported() {
    let count = 160;
    let stage = Stage::with_dossiers(count).await;
    let mut read = 0;
    for n in 1..=count {
        let answer = stage.consult(&asked(n, "aide_financiere")).await;
        if matches!(demo::Kind::of(n), demo::Kind::Opposed | demo::Kind::NoPhone) {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            forget_failures(&stage).await;
            continue;
        }
        let (source, data) = (demo::dossier(n), answer.json()["data"].clone());
        assert!(covers(&data["identite"]["adultes"], &json!(adults(&source))), "{n}: {data}");
        assert!(covers(&data["coordonnees"]["adresse"], &source["adresse"]), "{n}");
        assert_eq!(data["coordonnees"]["courriel"], source["courriel"], "{n}");
        assert_eq!(
            data["composition_familiale"]["situation_familiale"], source["situation_familiale"]["code"],
            "{n}"
        );
        if source["ressources"].is_null() {
            assert_eq!(data["ressources"], json!({ "motif": "ressources_non_declarees" }), "{n}");
        } else {
            assert!(covers(&data["ressources"], &source["ressources"]), "{n}");
        }
        let months = source["quotients_familiaux"].as_array().unwrap();
        let month = months.iter().find(|quotient| quotient["mois"] == "2026-03").unwrap();
        assert_eq!(data["quotient_familial"], *month, "{n}");
        assert!(covers(&data["droits"]["droits"], &source["droits"]), "{n}");
        assert_eq!(data["droits"]["etat_dossier"], source["etat"], "{n}");
        assert!(covers(&data["paiements"]["paiements"], &json!(recent_payments(&source))), "{n}");
        assert_eq!(data["creances"]["solde_total_centimes"], sum(&source, "solde_centimes"), "{n}");
        assert_eq!(
            data["creances"]["retenue_mensuelle_centimes"],
            sum(&source, "retenue_mensuelle_centimes"),
            "{n}"
        );
        assert!(covers(&data["logement"], &source["logement"]), "{n}");
        read += 1;
    }
    assert_eq!(read, 140);
}

async fn forget_failures(stage: &Stage) {
    let mut connection = stage.world.platform().sql.open("dossier").await.unwrap();
    connection.execute("DELETE FROM throttles", &[]).await.unwrap();
}

#[tokio::test]
async fn a_landlord_is_given_its_tenancy_and_the_aid_paid_to_it_alone() {
    let stage = Stage::with_dossiers(48).await;
    stage.set_standing(standing("T3", "gestion_locative", "bailleur_social"));
    let body = support::with(asked(48, "gestion_locative"), "code", json!(demo::LANDLORD));
    let data = stage.consult(&body).await.json()["data"].clone();
    let source = demo::dossier(48);
    let tenancies = data["logement"]["locations"].as_array().unwrap();
    assert!(tenancies.len() == 1 && covers(&tenancies[0], &source["logement"]["locations"][0]), "{data}");
    let payments = data["paiements"]["paiements"].as_array().unwrap();
    assert_eq!(payments.len(), 12);
    assert!(
        payments
            .iter()
            .all(|payment| payment["nature"] == "APL" && payment["code_bailleur"] == demo::LANDLORD)
    );
    assert_eq!(data["droits"], json!({ "aide_logement_est_ouverte": true }));
    assert_eq!(data["composition_familiale"], json!({ "nombre_occupants": 4 }));
    let names = data["identite"]["adultes"].as_array().unwrap();
    assert!(names.iter().all(|name| name.as_object().unwrap().len() == 3));
}

#[tokio::test]
async fn health_and_responsibility_are_never_given() {
    let stage = Stage::with_dossiers(160).await;
    for n in (1..=160).filter(|n| !matches!(demo::Kind::of(*n), demo::Kind::Opposed | demo::Kind::NoPhone)) {
        let text =
            String::from_utf8(stage.consult(&asked(n, "aide_financiere")).await.text.to_vec()).unwrap();
        for code in ["\"HAN\"", "\"INV\"", "\"MAL\"", "responsabilite", "\"62\"", "\"40\""] {
            assert!(!text.contains(code), "{n}: {code}");
        }
        assert!(!text.contains("+3363998"), "{n}: the verification phone");
    }
}
