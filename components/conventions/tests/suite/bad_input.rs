//! A problem that names the rule, and a state that did not change.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fund::{Fund, bulletin, colleague, officer, slug};

#[tokio::test]
async fn an_organisation_has_a_right_siret_and_is_registered_once() {
    let fund = Fund::new();
    let path = "/v1/conventions/organisations";
    let body = |siret: &str| json!({ "siret": siret, "categorie": "ccas", "nom": "CCAS fictif" });
    assert_eq!(fund.refused(&officer(), path, body("73282932000075")).await, "siret-invalide");
    fund.done(&officer(), path, body("73282932000074")).await;
    assert_eq!(fund.refused(&officer(), path, body("732 829 320 00074")).await, "doublon");
    let unknown = json!({ "siret": "35600000049837", "categorie": "secte", "nom": "Autre" });
    assert_eq!(fund.refused(&officer(), path, unknown).await, "donnees-invalides");
    let blank = json!({ "siret": "35600000049837", "categorie": "ccas", "nom": "  " });
    assert_eq!(fund.refused(&officer(), path, blank).await, "donnees-invalides");
}

#[tokio::test]
async fn of_two_decisions_on_one_state_the_second_is_refused() {
    let fund = Fund::new();
    let (partner, convention, _, habilitation) = fund.landlord(None).await;
    let body = json!({ "version": 6, "motif": "Signalement" });
    fund.done(&officer(), &format!("{habilitation}/suspension"), body.clone()).await;
    let second = fund.refused(&partner.manager, &format!("{habilitation}/retrait"), body).await;
    assert_eq!(second, "decision-concurrente");
    assert_eq!(fund.read(&officer(), &habilitation).await["etat"], "suspendue");

    let body = json!({ "version": 5, "motif": "Signalement" });
    let second = fund.refused(&officer(), &format!("{convention}/suspension"), body).await;
    assert_eq!(second, "decision-concurrente");
}

#[tokio::test]
async fn two_instances_deciding_at_once_let_one_decision_through() {
    let fund = Fund::new();
    let (_, _, _, habilitation) = fund.landlord(None).await;
    let other = fund.another_instance();
    let body = json!({ "version": 6, "motif": "Signalement" });
    let path = format!("{habilitation}/suspension");
    let officer = officer();
    let (one, two) = tokio::join!(
        crate::fund::ask(&fund.app, &officer, Method::POST, &path, body.clone()),
        crate::fund::ask(&other, &officer, Method::POST, &path, body.clone()),
    );
    let mut statuses = [one.0, two.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn a_partner_acts_in_its_own_organisation_alone() {
    let fund = Fund::new();
    let (_, convention, contract, habilitation) = fund.landlord(None).await;
    let stranger = fund.partner("35600000049837", "bailleur_social").await;
    let body = json!({ "version": 6, "motif": "Par malice" });
    let cases = [
        format!("{habilitation}/suspension"),
        format!("{habilitation}/retrait"),
        format!("{convention}/resiliation"),
    ];
    for path in cases {
        let by = if path.contains("resiliation") { &stranger.representative } else { &stranger.manager };
        assert_eq!(fund.refused(by, &path, body.clone()).await, "hors-organisation", "{path}");
    }
    let request = bulletin(&contract, "espion@autre.invalid", "BAIL042");
    assert_eq!(fund.refused(&stranger.manager, "/v1/habilitations", request).await, "hors-organisation");
    for path in [&convention, &habilitation] {
        let (status, answer) = fund.ask(&stranger.manager, Method::GET, path, Value::Null).await;
        assert_eq!((status, slug(&answer)), (StatusCode::FORBIDDEN, "hors-organisation".to_owned()));
    }
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
}

#[tokio::test]
async fn a_token_that_names_another_mandate_opens_nothing() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    let stranger = fund.partner("35600000049837", "bailleur_social").await;
    let body = json!({ "version": 6, "motif": "Par malice" });
    let path = format!("{habilitation}/suspension");
    for changed in [
        access::Principal { habilitation: stranger.manager.habilitation, ..partner.manager.clone() },
        access::Principal { habilitation: partner.representative.habilitation, ..partner.manager.clone() },
        access::Principal { habilitation: Some(Uuid::nil()), ..partner.manager.clone() },
        access::Principal { habilitation: None, ..partner.manager.clone() },
    ] {
        assert_eq!(fund.refused(&changed, &path, body.clone()).await, "mandat-termine");
    }
}

#[tokio::test]
async fn a_request_stays_within_its_contract() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    let cases = [
        (json!({ "fin": "2026-02-28" }), "periode-invalide"),
        (json!({ "debut": "2025-12-31" }), "periode-invalide"),
        (json!({ "fin": "2027-01-01" }), "periode-invalide"),
        (json!({ "finalites": ["aide_financiere"] }), "au-dela-de-l-accord"),
        (json!({ "finalites": [] }), "donnees-invalides"),
        (json!({ "profil": "T2" }), "au-dela-de-l-accord"),
        (json!({ "profil": "T9" }), "donnees-invalides"),
        (json!({ "code": null }), "code-attendu"),
        (json!({ "code": "B!" }), "donnees-invalides"),
        (json!({ "debut": "2026-02-30" }), "donnees-invalides"),
        (json!({ "inconnu": 1 }), "donnees-invalides"),
        (json!({ "contrat": Uuid::nil() }), "objet-inconnu"),
        (
            json!({ "personne": { "email": "clerc@partenaire.invalid", "nom": "Basalte", "prenoms": "Iris" } }),
            "doublon",
        ),
    ];
    for (change, expected) in cases {
        let mut body = bulletin(&contract, "nouveau@partenaire.invalid", "BAIL042");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = fund.refused(&partner.manager, "/v1/habilitations", body).await;
        assert_eq!(refused, expected, "{change}");
    }
    let list = fund.read(&officer(), "/v1/habilitations").await;
    assert_eq!(list["elements"].as_array().unwrap().len(), 1, "nothing was written");
}

#[tokio::test]
async fn an_id_that_is_none_is_an_unknown_address_and_is_not_repeated() {
    let fund = Fund::new();
    for path in ["/v1/conventions/abc", "/v1/habilitations/abc", "/v1/conventions/organisations/%00"] {
        let (status, answer) = fund.ask(&officer(), Method::GET, path, Value::Null).await;
        assert_eq!((status, slug(&answer)), (StatusCode::NOT_FOUND, "route-inconnue".to_owned()), "{path}");
        assert!(!answer.to_string().contains("abc"));
    }
    let (_, answer) = fund.ask(&officer(), Method::GET, "/v1/conventions?apres=abc", Value::Null).await;
    assert_eq!((slug(&answer), &answer["pointeur"]), ("donnees-invalides".to_owned(), &json!("/apres")));
}

#[tokio::test]
async fn an_ending_act_says_why_and_other_bodies_what_they_must() {
    let fund = Fund::new();
    let (_, _, _, habilitation) = fund.landlord(None).await;
    let suspension = format!("{habilitation}/suspension");
    let certificat = format!("{habilitation}/certificat");
    assert_eq!(fund.refused(&officer(), &suspension, json!({ "version": 6 })).await, "motif-attendu");
    assert_eq!(fund.refused(&officer(), &suspension, json!({ "motif": "x" })).await, "donnees-invalides");
    assert_eq!(fund.refused(&colleague(), &certificat, json!({ "version": 6 })).await, "donnees-invalides");
    let inverted = json!({ "version": 6,
        "attestation": { "organisme": "Institut", "delivree_le": "2026-03-01", "fin": "2026-02-01" } });
    assert_eq!(fund.refused(&colleague(), &certificat, inverted).await, "periode-invalide");
    let not_yet = json!({ "version": 6,
        "attestation": { "organisme": "Institut", "delivree_le": "2026-04-01", "fin": "2026-12-01" } });
    assert_eq!(fund.refused(&colleague(), &certificat, not_yet).await, "periode-invalide");
    assert_eq!(fund.read(&officer(), &habilitation).await["version"], 6);
}

#[tokio::test]
async fn a_convention_ends_after_it_starts_and_says_something() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let body = json!({
        "finalites": ["gestion_locative"], "acte_reglementaire": "Acte", "empreinte_acte": "00".repeat(32),
        "texte": "Texte", "debut": "2026-06-01", "fin": "2026-12-31",
    });
    let cases = [
        (json!({ "fin": "2026-05-31" }), "periode-invalide"),
        (json!({ "texte": " " }), "donnees-invalides"),
        (json!({ "finalites": ["Gestion locative"] }), "donnees-invalides"),
        (json!({ "empreinte_acte": "00" }), "donnees-invalides"),
        (json!({ "avenant_a": Uuid::nil() }), "objet-inconnu"),
    ];
    for (change, expected) in cases {
        let mut changed = body.clone();
        changed.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(fund.refused(&partner.manager, "/v1/conventions", changed).await, expected, "{change}");
    }
}

#[tokio::test]
async fn a_person_is_named_by_an_address_that_an_account_can_have() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    for email in ["é\u{85}@partenaire.invalid", "É@partenaire.invalid", "a\u{a0}@b.invalid"] {
        let body = bulletin(&contract, email, "BAIL042");
        let refused = fund.refused(&partner.manager, "/v1/habilitations", body).await;
        assert_eq!(refused, "donnees-invalides", "{email:?}");
    }
}

#[tokio::test]
async fn a_profile_has_a_code_that_the_journal_can_name() {
    let fund = Fund::new();
    let path = "/v1/habilitations/profils";
    let body = |code: String| json!({ "code": code, "libelle": "Profil", "finalites": [{ "finalite": "gestion_locative" }] });
    assert_eq!(fund.refused(&officer(), path, body("T".repeat(49))).await, "donnees-invalides");
    fund.done(&officer(), path, body("T".repeat(48))).await;
}
