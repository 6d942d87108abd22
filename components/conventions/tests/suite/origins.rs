//! A contract's module, networks and applications, enforced at each question.

use serde_json::{Value, json};

use crate::fund::{Fund, situation, standing_from};

const APPLICATION: &str = "0190a000-0000-7000-8000-00000000c11e";

/// An habilitation in force under a contract with these limits beside the usual ones.
async fn habilitation(fund: &Fund, limits: Value) -> String {
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let mut body = json!({
        "module": "cdap", "debut": "2026-01-01", "fin": "2026-12-31",
        "limites": {
            "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur", "budget_mensuel": null,
            "organismes": ["421"], "verification": "telephone",
        },
    });
    body["limites"].as_object_mut().unwrap().extend(limits.as_object().unwrap().clone());
    let contract = fund.confirmed_contract(&convention, body).await;
    fund.active_habilitation(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await
}

#[tokio::test]
async fn an_habilitation_is_in_force_from_the_networks_of_its_contract_alone() {
    let fund = Fund::new();
    let path = habilitation(&fund, json!({ "reseaux": ["198.51.100.0/24"] })).await;
    let ask = async |origin| standing_from(&fund.app, &path, origin).await;
    assert_eq!(ask(json!({ "adresse": "198.51.100.7" })).await["en_vigueur"], true);
    let refused =
        json!({ "en_vigueur": false, "motif": "reseau_non_autorise", "qui_peut_agir": "gestionnaire" });
    assert_eq!(ask(json!({ "adresse": "203.0.113.9" })).await, refused);
    assert_eq!(ask(json!({ "adresse": null })).await, refused);
    assert_eq!(ask(json!({})).await, refused);
}

#[tokio::test]
async fn an_habilitation_is_in_force_through_the_applications_of_its_contract_alone() {
    let fund = Fund::new();
    let path = habilitation(&fund, json!({ "applications": [APPLICATION] })).await;
    let ask = async |origin| standing_from(&fund.app, &path, origin).await;
    assert_eq!(ask(json!({ "application": APPLICATION })).await["en_vigueur"], true);
    let refused =
        json!({ "en_vigueur": false, "motif": "application_non_autorisee", "qui_peut_agir": "gestionnaire" });
    assert_eq!(ask(json!({ "application": uuid::Uuid::nil() })).await, refused);
    assert_eq!(ask(json!({})).await, refused);
}

#[tokio::test]
async fn a_contract_that_names_neither_admits_all() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(None).await;
    for origin in [json!({}), json!({ "adresse": "2001:db8::1", "application": APPLICATION })] {
        assert_eq!(standing_from(&fund.app, &path, origin).await["en_vigueur"], true);
    }
}

#[tokio::test]
async fn an_habilitation_opens_the_module_of_its_contract_alone() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(None).await;
    let ask = async |module| situation(&fund.app, &path, json!({ "module": module })).await.1;
    assert_eq!(ask("cdap").await["en_vigueur"], true);
    let refused =
        json!({ "en_vigueur": false, "motif": "module_non_ouvert", "qui_peut_agir": "gestionnaire" });
    assert_eq!(ask("messagerie").await, refused);
    assert_eq!(ask("afas").await, refused);
}

#[tokio::test]
async fn a_question_without_a_known_module_has_no_answer() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(None).await;
    for question in [json!({}), json!({ "module": "cdap2" }), json!({ "module": null })] {
        let (status, answer) = situation(&fund.app, &path, question).await;
        assert!(status.is_client_error(), "{status} {answer}");
    }
}
