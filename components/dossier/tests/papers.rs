//! What papers say is what is read: dates known in part, tenants under notice, dependants who are no children, a quotient
//! familial that was computed again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use access::Role;
use http::StatusCode;
use serde_json::{Value, json};
use support::{Stage, asked, standing, with};

/// A couple of no awkward kind, in the stock of the demonstration's landlord. The stage's day is 2 March 2026.
const N: u32 = 48;

/// A stage whose dossier [`N`] has these members changed, for a town hall that verifies by birth date.
async fn stage(changes: &[(&str, Value)]) -> Stage {
    let stage = Stage::new();
    let record =
        changes.iter().fold(demo::dossier(N), |record, (name, value)| with(record, name, value.clone()));
    let report = stage.import(record.to_string()).await.json();
    assert_eq!(report["enregistres"], 1, "{report}");
    let town =
        with(standing("T4", "tarification_enfance", "commune"), "verification", json!("date_naissance"));
    stage.set_standing(town);
    stage
}

fn people(others: &[Value]) -> Value {
    let holder = json!({ "role": "responsable", "nom_naissance": "ORTIE", "prenoms": "Basalte", "date_naissance": "1980-05-12" });
    Value::Array(std::iter::once(holder).chain(others.iter().cloned()).collect())
}

fn dependant(role: &str, born: &str) -> Value {
    json!({ "role": role, "nom_naissance": "ORTIE", "prenoms": "Silex", "date_naissance": born, "est_a_charge": true })
}

async fn said(stage: &Stage, born: &str) -> support::Answer {
    let body = with(asked(N, "tarification_enfance"), "verification", json!({ "date_naissance": born }));
    let answer = stage.consult(&body).await;
    stage.forget_failures().await;
    answer
}

#[tokio::test]
async fn a_birth_date_is_verified_as_papers_give_it() {
    for (known, right, wrong) in [
        (
            "1980-05-12",
            &["1980-05-12", " 1980\u{2011}05\u{2011}12\n"][..],
            &["1980-05", "1980", "1980-05-13"][..],
        ),
        ("1980-05", &["1980-05", "1980-05-00"], &["1980-05-31", "1980-05-01", "1980", "1980-06"]),
        ("1980-05-00", &["1980-05"], &["1980-05-01"]),
        ("1980", &["1980", "1980-00-00"], &["1980-01-01", "1980-12-31", "1980-01", "1981"]),
    ] {
        let mut people = people(&[dependant("enfant", "2021-03-04")]);
        people[0]["date_naissance"] = json!(known);
        let stage = stage(&[("personnes", people)]).await;
        for born in right {
            assert_eq!(said(&stage, born).await.status, StatusCode::OK, "{known}: {born:?}");
        }
        for born in wrong {
            assert_eq!(said(&stage, born).await.slug(), "dossier-non-consultable", "{known}: {born}");
        }
        for born in ["1980-00-12", "1980-13", "12/05/1980", ""] {
            assert_eq!(said(&stage, born).await.json()["pointeur"], "/verification/date_naissance", "{born}");
        }
    }
}

#[tokio::test]
async fn one_wrong_year_spends_all_free_tries() {
    for number in [demo::matricule(N), "7654321".to_owned()] {
        let stage = stage(&[]).await;
        let guess = |born: &str| {
            let body = with(asked(N, "tarification_enfance"), "matricule", json!(number));
            with(body, "verification", json!({ "date_naissance": born }))
        };
        assert_eq!(stage.consult(&guess("1949")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.consult(&guess("1948-02-03")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stage.consult(&guess("1947")).await.slug(), "trop-d-echecs", "{number}");
    }
}

#[tokio::test]
async fn a_tenant_is_one_from_entry_to_the_last_day() {
    let tenancy = |from: Option<&str>, until: Option<&str>| {
        json!({ "occupation": "LOC", "locations": [
        { "code_bailleur": " bail\u{2011}042 ", "date_entree": from, "date_sortie": until } ] })
    };
    for (from, until, is_tenant) in [
        (Some("2019-09-01"), None, true),
        (None, None, true),
        (Some("2019"), Some("2026-04-30"), true),
        (Some("2019-09-01"), Some("2026-03-02"), true),
        (Some("2019-09-01"), Some("2026-03-01"), false),
        (Some("2019-09-01"), Some("2026-03"), false),
        (Some("2019-09-01"), Some("2026-04"), true),
        (Some("2026-03-03"), None, false),
    ] {
        let stage = stage(&[("logement", tenancy(from, until))]).await;
        stage.set_standing(standing("T3", "gestion_locative", "bailleur_social"));
        let answer = stage.consult(&with(asked(N, "gestion_locative"), "code", json!("bail.042"))).await;
        let expected = if is_tenant { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(answer.status, expected, "{from:?} {until:?}: {}", answer.json());
    }
}

#[tokio::test]
async fn only_children_under_twenty_are_children() {
    for (dependant, age) in [
        (dependant("enfant", "2021-03-04"), Some(4)),
        (dependant("enfant", "2006-03-03"), Some(19)),
        (dependant("enfant", "2006-03-02"), None),
        (dependant("autre", "1938-02-01"), None),
        (dependant("conjoint", "1985-02-01"), None),
        (dependant("enfant", "2026-03-03"), None),
    ] {
        let stage = stage(&[("personnes", people(std::slice::from_ref(&dependant)))]).await;
        let fee = said(&stage, "1980-05-12").await;
        stage.set_standing(standing("T1", "accompagnement_social", "ccas"));
        let whole = stage.consult(&asked(N, "accompagnement_social")).await.json();
        let household = &whole["data"]["composition_familiale"];
        let ages: Vec<_> =
            household["enfants"].as_array().unwrap().iter().map(|child| &child["age"]).collect();
        assert_eq!(fee.status == StatusCode::OK, age.is_some(), "{dependant}");
        assert_eq!(ages, age.map(Value::from).iter().collect::<Vec<_>>(), "{dependant}");
        assert_eq!(household["nombre_enfants"], ages.len(), "{dependant}");
        assert_eq!(household["nombre_occupants"], 2, "{dependant}");
    }
}

#[tokio::test]
async fn the_last_computation_of_a_month_wins_in_any_order() {
    let computed =
        |month: &str, value: u32| json!({ "mois": "2026-01", "mois_calcul": month, "valeur": value });
    let (first, second, third) =
        (computed("2026-01", 400), computed("2026-02", 700), computed("2026-02", 710));
    for (list, value) in [
        (json!([first, second]), 700),
        (json!([second, first]), 700),
        (json!([second, third, first]), 710),
        (json!([third, first, second]), 700),
    ] {
        let stage = stage(&[("quotients_familiaux", list.clone())]).await;
        stage.set_standing(standing("T2", "aide_financiere", "ccas"));
        let read = stage.consult(&with(asked(N, "aide_financiere"), "mois", json!("2026-01"))).await.json();
        assert_eq!(read["data"]["quotient_familial"]["valeur"], value, "{list}");
    }
}

#[tokio::test]
async fn a_housing_aid_is_open_between_its_days() {
    let right = |from: &str, until: Value| json!([{ "nature": "APL ", "etat": "ouvert", "date_debut_droit": from, "date_fin_droit": until }]);
    for (rights, is_open) in [
        (right("2023-01-01", Value::Null), true),
        (right("2023-01-01", json!("2026-03-02")), true),
        (right("2023-01-01", json!("2026-03-01")), false),
        (right("2026-04-01", Value::Null), false),
    ] {
        let stage = stage(&[("droits", rights.clone())]).await;
        stage.set_standing(standing("T1", "accompagnement_social", "ccas"));
        let read = stage.consult(&asked(N, "accompagnement_social")).await.json();
        assert_eq!(read["data"]["droits"]["aide_logement_est_ouverte"], is_open, "{rights}: {read}");
    }
}

#[tokio::test]
async fn two_persons_responsible_are_no_dossier() {
    let stage = Stage::new();
    let twice = people(&[people(&[])[0].clone()]);
    let report = stage.import(with(demo::dossier(N), "personnes", twice).to_string()).await.json();
    assert_eq!((&report["enregistres"], &report["rejets"][0]["pointeur"]), (&json!(0), &json!("/personnes")));
    assert_eq!(
        stage
            .post(
                Role::AgentCaf,
                "/v1/dossiers/oppositions/recherche",
                &json!({ "organisme": "421", "matricule": "48" })
            )
            .await
            .slug(),
        "dossier-inconnu"
    );
}
