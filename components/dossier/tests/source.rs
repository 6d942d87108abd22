//! For each profile and purpose, what is given equals, field by field, an independent reading of what was imported. It is
//! read here from the document alone, in the words of the act, and shares no code with the component.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use demo::Kind;
use serde_json::{Value, json};
use support::{Stage, asked, standing, with};

const DOSSIERS: u32 = 160;

fn list<'a>(source: &'a Value, name: &str) -> Vec<&'a Value> {
    source[name].as_array().into_iter().flatten().collect()
}

/// An object without the members that are null: the source may leave them out or say null.
fn dense(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().filter(|(_, member)| !member.is_null());
            members.map(|(name, member)| (name.clone(), dense(member))).collect()
        }
        Value::Array(items) => items.iter().map(dense).collect(),
        leaf => leaf.clone(),
    }
}

fn pick(value: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), value[*name].clone())).collect()
}

/// Age on 2 March 2026 of who was born on a date that may be partial: what is unknown is taken as the first.
fn age(birth: &str) -> i64 {
    let mut parts = birth.split('-').map(|part| part.parse::<i64>().unwrap());
    let (year, month, day) = (parts.next().unwrap(), parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    2026 - year - i64::from((3, 2) < (month, day))
}

fn adults(source: &Value) -> Vec<&Value> {
    list(source, "personnes").into_iter().filter(|person| person["role"] != "enfant").collect()
}

/// Who died before this month has left the household.
fn household(source: &Value) -> Vec<&Value> {
    let has_left = |person: &&Value| person["date_deces"].as_str().is_some_and(|day| day < "2026-03");
    list(source, "personnes").into_iter().filter(|person| !has_left(person)).collect()
}

fn children(source: &Value) -> Vec<&Value> {
    household(source).into_iter().filter(|person| person["est_a_charge"] == true).collect()
}

fn ages(source: &Value) -> Value {
    children(source)
        .iter()
        .map(|child| json!({ "age": age(child["date_naissance"].as_str().unwrap()) }))
        .collect()
}

fn names(source: &Value) -> Value {
    adults(source).into_iter().map(|adult| pick(adult, &["nom_naissance", "nom_usage", "prenoms"])).collect()
}

fn is_couple(source: &Value) -> bool {
    let together = ["MAR", "PAC", "VIM", "RPA", "RVC", "RVM"];
    together.contains(&source["situation_familiale"]["code"].as_str().unwrap())
}

fn activity(code: &str) -> &'static str {
    match code {
        "SAL" => "emploi_salarie",
        "ETI" => "emploi_independant",
        "CHO" => "sans_emploi",
        "ETU" => "etudes_ou_formation",
        "RET" => "retraite",
        "HAN" | "INV" | "MAL" => "autre",
        other => panic!("{other}"),
    }
}

fn is_housing_aid(item: &Value) -> bool {
    ["APL", "ALF", "ALS"].contains(&item["nature"].as_str().unwrap())
}

/// The last twelve months, this one included.
fn payments(source: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    let recent = list(source, "paiements")
        .into_iter()
        .filter(|payment| payment["mois"].as_str().unwrap() >= "2025-04");
    let wanted: Value = recent.filter(|payment| wanted(payment)).cloned().collect();
    json!({ "paiements": wanted })
}

fn sum(source: &Value, name: &str, wanted: impl Fn(&Value) -> bool) -> i64 {
    list(source, "creances")
        .into_iter()
        .filter(|debt| wanted(debt))
        .map(|debt| debt[name].as_i64().unwrap())
        .sum()
}

/// What the category gives in this form, by the document alone.
fn expected(category: &str, form: &str, source: &Value) -> Value {
    match category {
        "identite" | "coordonnees" | "composition_familiale" | "situation_professionnelle" => {
            expected_of_people(category, form, source)
        }
        _ => expected_of_rights(category, form, source),
    }
}

fn expected_of_people(category: &str, form: &str, source: &Value) -> Value {
    match (category, form) {
        ("identite", "complet") => {
            let members =
                ["role", "nom_naissance", "nom_usage", "prenoms", "date_naissance", "sexe", "date_deces"];
            json!({ "adultes": adults(source).into_iter().map(|adult| pick(adult, &members)).collect::<Vec<_>>() })
        }
        // In these files the adults are the person responsible and their spouse: both hold the tenancy.
        ("identite", "noms" | "noms_locataires") => json!({ "adultes": names(source) }),
        ("coordonnees", "complet") => pick(source, &["adresse", "courriel"]),
        ("composition_familiale", "complet") => {
            let child = |child: &&Value| {
                let birth = &child["date_naissance"];
                json!({ "prenoms": child["prenoms"], "date_naissance": birth, "age": age(birth.as_str().unwrap()) })
            };
            let children = children(source);
            json!({
                "situation_familiale": source["situation_familiale"]["code"],
                "situation_depuis": source["situation_familiale"]["depuis"],
                "est_en_couple": is_couple(source), "nombre_occupants": household(source).len(),
                "nombre_enfants": children.len(), "enfants": children.iter().map(child).collect::<Vec<_>>(),
            })
        }
        ("composition_familiale", "couple_et_ages") => json!({
            "est_en_couple": is_couple(source), "nombre_enfants": children(source).len(), "enfants": ages(source),
        }),
        ("composition_familiale", "nombre_occupants") => {
            json!({ "nombre_occupants": household(source).len() })
        }
        ("composition_familiale", "ages_enfants") => json!({ "enfants": ages(source) }),
        ("situation_professionnelle", "type_activite") => {
            let kind = |adult: &Value| {
                let code = adult["activite"]["code"].as_str().unwrap();
                json!({ "role": adult["role"], "type_activite": activity(code) })
            };
            json!({ "adultes": adults(source).into_iter().map(kind).collect::<Vec<_>>() })
        }
        other => panic!("{other:?}"),
    }
}

fn expected_of_rights(category: &str, form: &str, source: &Value) -> Value {
    let housing_is_open =
        list(source, "droits").iter().any(|right| is_housing_aid(right) && right["etat"] == "ouvert");
    match (category, form) {
        ("ressources", _) if source["ressources"].is_null() => json!({ "motif": "ressources_non_declarees" }),
        ("ressources", "complet") => source["ressources"].clone(),
        ("ressources", "base_annuelle") => pick(&source["ressources"], &["annee", "base_annuelle_centimes"]),
        ("quotient_familial", "complet") => list(source, "quotients_familiaux")
            .into_iter()
            .find(|one| one["mois"] == "2026-03")
            .unwrap()
            .clone(),
        ("droits", "complet") => json!({
            "etat_dossier": source["etat"], "droits": source["droits"], "aide_logement_est_ouverte": housing_is_open,
        }),
        ("droits", "rsa_prime_logement") => {
            let wanted = |right: &&Value| {
                is_housing_aid(right) || right["nature"] == "RSA" || right["nature"] == "PPA"
            };
            json!({ "droits": list(source, "droits").into_iter().filter(wanted).collect::<Vec<_>>() })
        }
        ("droits", "aide_logement_ouverte") => json!({ "aide_logement_est_ouverte": housing_is_open }),
        ("paiements", "complet") => payments(source, |_| true),
        ("paiements", "paiements_rsa") => payments(source, |payment| payment["nature"] == "RSA"),
        ("paiements", "aide_logement_bailleur") => {
            payments(source, |payment| is_housing_aid(payment) && payment["code_bailleur"] == demo::LANDLORD)
        }
        ("creances", "solde_total") => {
            json!({ "solde_total_centimes": sum(source, "solde_centimes", |_| true) })
        }
        ("creances", "solde_rsa") => {
            json!({ "solde_rsa_centimes": sum(source, "solde_centimes", |debt| debt["nature"] == "INK") })
        }
        ("creances", "solde_et_retenue") => json!({
            "solde_total_centimes": sum(source, "solde_centimes", |_| true),
            "retenue_mensuelle_centimes": sum(source, "retenue_mensuelle_centimes", |_| true),
        }),
        ("logement", "complet") => {
            with(source["logement"].clone(), "locations", json!(list(&source["logement"], "locations")))
        }
        ("logement", "type_occupation") => pick(&source["logement"], &["occupation"]),
        ("logement", "location_du_bailleur") => {
            let tenancies = list(&source["logement"], "locations").into_iter();
            json!({ "locations": tenancies.filter(|one| one["code_bailleur"] == demo::LANDLORD).collect::<Vec<_>>() })
        }
        other => panic!("{other:?}"),
    }
}

/// Whether the dossier lies in the field of the purpose, by the document alone.
fn is_in_field(purpose: &str, source: &Value) -> bool {
    let living = list(source, "personnes");
    let living =
        living.iter().filter(|person| person["est_a_charge"] == true && person["date_deces"].is_null());
    let youngest = living.map(|child| age(child["date_naissance"].as_str().unwrap())).min();
    match purpose {
        "gestion_locative" => list(&source["logement"], "locations")
            .iter()
            .any(|one| one["code_bailleur"] == demo::LANDLORD && one["date_sortie"].is_null()),
        "instruction_rsa" => source["rsa"]["service_instructeur"] == demo::SERVICE,
        "tarification_enfance" => youngest.is_some(),
        "aide_aux_vacances" => youngest.is_some_and(|age| age < 20),
        _ => true,
    }
}

async fn compare(profile: &str, purpose: &str, code: Value) {
    let stage = Stage::with_dossiers(DOSSIERS).await;
    stage.set_standing(standing(profile, purpose, "commune"));
    let (mut read, mut fields) = (0, 0);
    for n in 1..=DOSSIERS {
        let source = demo::dossier(n);
        let answer = stage.consult(&with(asked(n, purpose), "code", code.clone())).await.json();
        let is_readable =
            !matches!(Kind::of(n), Kind::Opposed | Kind::NoPhone) && is_in_field(purpose, &source);
        assert_eq!(answer["data"].is_object(), is_readable, "{purpose} {n}: {answer}");
        stage.forget_failures().await;
        for (category, form) in answer["meta"]["categories"].as_object().into_iter().flatten() {
            let expected = dense(&expected(category, form.as_str().unwrap(), &source));
            assert_eq!(dense(&answer["data"][category]), expected, "{purpose} {n} {category}");
            fields += 1;
        }
        read += usize::from(is_readable);
    }
    assert!(read >= 30 && fields >= read * 3, "{purpose}: {read} dossiers, {fields} categories");
}

#[tokio::test]
async fn a_social_worker_is_given_what_was_imported() {
    compare("T1", "accompagnement_social", Value::Null).await;
}

#[tokio::test]
async fn an_instructor_is_given_what_was_imported_reduced_to_the_rsa() {
    compare("T1", "instruction_rsa", json!(format!("{}7", demo::SERVICE))).await;
}

#[tokio::test]
async fn a_financial_analyst_is_given_what_was_imported() {
    compare("T2", "aide_financiere", Value::Null).await;
}

#[tokio::test]
async fn a_landlord_is_given_what_was_imported_reduced_to_its_tenancy() {
    compare("T3", "gestion_locative", json!(demo::LANDLORD)).await;
}

#[tokio::test]
async fn a_leisure_centre_is_given_what_was_imported_reduced_to_the_fee() {
    compare("T4", "tarification_enfance", Value::Null).await;
}

#[tokio::test]
async fn a_holiday_aid_clerk_is_given_what_was_imported_reduced_to_the_children() {
    compare("T5", "aide_aux_vacances", Value::Null).await;
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
