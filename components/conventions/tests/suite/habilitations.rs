use access::Role;
use serde_json::json;

use crate::fund::{Fund, bulletin, certificate, colleague, officer, person};

#[tokio::test]
async fn an_habilitation_goes_from_request_to_force_and_each_step_is_journaled() {
    let fund = Fund::new();
    let (partner, _, _, path) = fund.landlord(Some(800)).await;
    let habilitation = fund.read(&partner.manager, &path).await;
    assert_eq!(habilitation["etat"], "active");
    assert_eq!(habilitation["fin_formation"], "2026-09-30");
    let kinds: Vec<_> =
        fund.events.lock().unwrap().values().map(|event| event["fait"]["type"].clone()).collect();
    for kind in ["HabilitationRequested", "HabilitationAdvanced", "HabilitationGranted"] {
        assert!(kinds.contains(&json!(kind)), "{kind} is not in {kinds:?}");
    }
    let standing = fund.standing(&path).await;
    let expected = json!({
        "en_vigueur": true, "profil": { "code": "T3", "version": 1 }, "finalites": ["gestion_locative"],
        "codes": { "bailleur": "BAIL042" }, "organismes": ["421"], "verification": "telephone",
        "budget_mensuel": 800, "budget_epuise": false, "organisation": { "id": partner.id, "categorie": "bailleur_social" },
    });
    assert_eq!(standing, expected);
}

#[tokio::test]
async fn no_step_before_activation_opens_anything() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let contract = fund.contract(&convention, None).await;
    let path = fund.request(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
    assert_eq!(fund.standing(&path).await["motif"], "habilitation_non_activee");
    fund.bring_to_training(&partner, &path).await;
    assert_eq!(fund.standing(&path).await["motif"], "habilitation_non_activee");
}

#[tokio::test]
async fn activation_demands_a_training_that_runs() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let contract = fund.contract(&convention, None).await;
    let path = fund.request(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
    fund.act(&partner.representative, &format!("{path}/contresignature"), json!({})).await;
    fund.act(&officer(), &format!("{path}/acceptation"), json!({})).await;
    let commitments = json!({ "empreinte": "00".repeat(32), "signe_le": "2026-03-01" });
    fund.act(&partner.manager, &format!("{path}/engagements"), commitments).await;
    let activation = format!("{path}/activation");
    let body = json!({ "version": 4 });
    assert_eq!(fund.refused(&partner.manager, &activation, body.clone()).await, "formation-manquante");

    fund.act(&colleague(), &format!("{path}/certificat"), certificate("2026-03-31")).await;
    fund.world.clock.set("2026-03-31T22:00:00Z".parse().unwrap());
    let body = json!({ "version": 5 });
    assert_eq!(fund.refused(&partner.manager, &activation, body).await, "formation-manquante");
    assert_eq!(fund.read(&officer(), &path).await["etat"], "formation");
}

#[tokio::test]
async fn a_training_that_ends_suspends_and_its_renewal_mends() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(None).await;
    fund.world.clock.set("2026-09-30T22:00:00Z".parse().unwrap());
    let standing = fund.standing(&path).await;
    let expected =
        json!({ "en_vigueur": false, "motif": "formation_expiree", "qui_peut_agir": "gestionnaire" });
    assert_eq!(standing, expected);
    fund.act(&colleague(), &format!("{path}/certificat"), certificate("2026-12-31")).await;
    assert_eq!(fund.standing(&path).await["en_vigueur"], true);
}

#[tokio::test]
async fn activation_again_after_a_lost_answer_asks_for_no_new_secret() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let contract = fund.contract(&convention, None).await;
    let path = fund.request(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
    fund.bring_to_training(&partner, &path).await;
    let body = json!({ "version": 5 });
    let activation = format!("{path}/activation");
    fund.world.network.cut("login");
    assert_eq!(fund.refused(&partner.manager, &activation, body.clone()).await, "service-indisponible");
    fund.plug_login();
    fund.letters.lock().unwrap().clear();
    let first = fund.done(&partner.manager, &activation, body.clone()).await;
    let second = fund.done(&partner.manager, &activation, body).await;
    assert_eq!(first["compte"], second["compte"]);
    assert_eq!(first["courrier"], "a_envoyer");
    assert!(fund.letters.lock().unwrap().iter().all(|asked| asked["est_renouvele"] == false));
    assert_eq!(first["identifiant"], "clerc@partenaire.invalid");
    let granted = |event: &&serde_json::Value| event["fait"]["type"] == "HabilitationGranted";
    assert_eq!(fund.events.lock().unwrap().values().filter(granted).count(), 1);
}

#[tokio::test]
async fn nobody_decides_on_their_own_request() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let contract = fund.contract(&convention, None).await;
    // The manager is also the legal representative: one person, two mandates.
    let both = fund.mandate(partner.id, "responsable_legal", "gestion@partenaire.invalid").await;
    let path = fund.request(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
    for act in ["contresignature", "refus"] {
        let body = json!({ "version": 1, "motif": "Pour moi" });
        assert_eq!(
            fund.refused(&both, &format!("{path}/{act}"), body).await,
            "decision-sur-sa-propre-demande"
        );
    }
    // The representative countersigns for others, and not for themselves.
    let own = fund.request(&partner, &contract, "direction@partenaire.invalid", "BAIL042").await;
    let body = json!({ "version": 1 });
    let refused = fund.refused(&partner.representative, &format!("{own}/contresignature"), body).await;
    assert_eq!(refused, "decision-sur-sa-propre-demande");
    assert_eq!(fund.read(&officer(), &own).await["version"], 1);
    fund.act(&partner.representative, &format!("{path}/contresignature"), json!({})).await;
}

#[tokio::test]
async fn a_new_version_of_a_profile_leaves_the_habilitations_given_before() {
    let fund = Fund::new();
    let (partner, _, contract, path) = fund.landlord(None).await;
    let profile = json!({ "code": "T3", "libelle": "Bailleur social, deuxième version",
        "finalites": [{ "finalite": "gestion_locative", "code": "bailleur" }] });
    assert_eq!(fund.done(&officer(), "/v1/habilitations/profils", profile).await["version"], 2);
    let early = fund.request(&partner, &contract, "avant@partenaire.invalid", "BAIL042").await;
    assert_eq!(fund.read(&officer(), &early).await["version_profil"], 1, "it is only proposed");
    let confirmation = "/v1/habilitations/profils/T3/versions/2/confirmation";
    let own = fund.refused(&officer(), confirmation, json!({})).await;
    assert_eq!(own, "seconde-personne-requise");
    fund.done(&colleague(), confirmation, json!({})).await;
    assert_eq!(fund.standing(&path).await["profil"]["version"], 1);
    let other = fund.request(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    assert_eq!(fund.read(&officer(), &other).await["version_profil"], 2);
    let new = json!({ "code": "T6", "libelle": "Nouveau", "finalites": [{ "finalite": "aide_nouvelle" }] });
    assert_eq!(fund.done(&officer(), "/v1/habilitations/profils", new).await["version"], 1);
    let listed = fund.read(&person(Role::Professionnel), "/v1/habilitations/profils").await;
    assert_eq!(listed["profils"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn a_manager_lists_their_own_organisation_alone() {
    let fund = Fund::new();
    let (partner, _, _, _) = fund.landlord(None).await;
    let other = fund.partner("35600000049837", "ccas").await;
    let count = async |who| fund.read(who, "/v1/habilitations").await["elements"].as_array().unwrap().len();
    assert_eq!(count(&partner.manager).await, 1);
    assert_eq!(count(&other.manager).await, 0);
    assert_eq!(count(&officer()).await, 1);
    let path = format!("/v1/habilitations?organisation={}", partner.id);
    assert_eq!(fund.read(&other.manager, &path).await["elements"], json!([]), "the parameter widens nothing");
}

#[tokio::test]
async fn a_request_keeps_a_code_from_nobody() {
    let fund = Fund::new();
    let squatter = fund.partner("35600000049837", "bailleur_social").await;
    let convention = fund.active_convention(&squatter).await;
    let contract = fund.contract(&convention, None).await;
    let squatted = fund.request(&squatter, &contract, "clerc@autre.invalid", "BAIL042").await;
    fund.act(&squatter.representative, &format!("{squatted}/contresignature"), json!({})).await;
    fund.landlord(None).await;
    let body = json!({ "version": 2 });
    let refusal = fund.refused(&officer(), &format!("{squatted}/acceptation"), body).await;
    assert_eq!(refusal, "code-deja-attribue");
}

#[tokio::test]
async fn an_extra_code_has_one_holder() {
    let fund = Fund::new();
    let (partner, _, contract, first) = fund.landlord(None).await;
    // A colleague shares the landlord's code.
    fund.request(&partner, &contract, "collegue@partenaire.invalid", "bail 042").await;

    let other = fund.partner("35600000049837", "bailleur_social").await;
    let convention = fund.active_convention(&other).await;
    let theirs = fund.contract(&convention, None).await;
    let body = bulletin(&theirs, "clerc@autre.invalid", "BAIL042");
    assert_eq!(fund.refused(&other.manager, "/v1/habilitations", body.clone()).await, "code-deja-attribue");

    let list = fund.read(&officer(), "/v1/habilitations").await;
    for habilitation in list["elements"].as_array().unwrap() {
        let path = format!("/v1/habilitations/{}", habilitation["id"].as_str().unwrap());
        fund.act(&partner.manager, &format!("{path}/retrait"), json!({ "motif": "Fin de mission" })).await;
    }
    assert_eq!(fund.read(&officer(), &first).await["etat"], "retiree");
    fund.done(&other.manager, "/v1/habilitations", body).await;
}

#[tokio::test]
async fn an_habilitation_is_renewed_before_it_ends() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    let asked = |first: &str, last: &str| {
        let mut body = bulletin(&contract, "clerc@partenaire.invalid", "BAIL042");
        (body["debut"], body["fin"]) = (json!(first), json!(last));
        body
    };
    let path = "/v1/habilitations";
    for (first, last) in [("2026-03-01", "2026-12-31"), ("2026-12-31", "2026-12-31")] {
        assert_eq!(fund.refused(&partner.manager, path, asked(first, last)).await, "doublon");
    }
    let list = fund.read(&officer(), path).await;
    let present = format!("{path}/{}", list["elements"][0]["id"].as_str().unwrap());
    fund.act(&partner.manager, &format!("{present}/retrait"), json!({ "motif": "Erreur" })).await;
    let summer = fund.done(&partner.manager, path, asked("2026-03-01", "2026-08-31")).await;
    let summer = format!("{path}/{}", summer["id"].as_str().unwrap());
    fund.bring_to_training(&partner, &summer).await;
    fund.act(&partner.manager, &format!("{summer}/activation"), json!({})).await;

    let autumn = fund.done(&partner.manager, path, asked("2026-09-01", "2026-12-31")).await;
    let autumn = format!("{path}/{}", autumn["id"].as_str().unwrap());
    assert_eq!(fund.refused(&partner.manager, path, asked("2026-08-31", "2026-09-01")).await, "doublon");
    fund.bring_to_training(&partner, &autumn).await;
    fund.act(&partner.manager, &format!("{autumn}/activation"), json!({})).await;
    let label = fund.letters.lock().unwrap().last().unwrap()["libelle"].clone();
    assert_eq!(label, "Partenaire fictif, Chargée de gestion locative, à partir du 01/09/2026");
    let standings = async || [fund.standing(&summer).await, fund.standing(&autumn).await];
    let [now, next] = standings().await;
    assert_eq!((&now["en_vigueur"], &next["motif"]), (&json!(true), &json!("habilitation_a_venir")));
    fund.world.clock.set("2026-08-31T22:00:00Z".parse().unwrap());
    let [former, now] = standings().await;
    assert_eq!((&former["motif"], &now["en_vigueur"]), (&json!("habilitation_expiree"), &json!(true)));
}
