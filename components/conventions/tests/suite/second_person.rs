//! What opens a right takes two people, and what ends one has one rule by whichever way.

use access::{Principal, Role};
use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fund::{Fund, Partner, TEXT, bulletin, colleague, digest, officer, person};

const SECOND: &str = "seconde-personne-requise";

fn mandats(organisation: Uuid) -> String {
    format!("/v1/conventions/organisations/{organisation}/mandats")
}

fn someone(email: &str, nom: &str, prenoms: &str) -> Value {
    json!({ "role": "gestionnaire", "personne": { "email": email, "nom": nom, "prenoms": prenoms } })
}

/// A mandate that an officer opened, with the path of its confirmation.
async fn pending(fund: &Fund, partner: &Partner) -> (Uuid, String) {
    let path = mandats(partner.id);
    let opened =
        fund.done(&officer(), &path, someone("nouvelle@partenaire.invalid", "Tilleul", "Onyx")).await;
    assert_eq!(opened["etat"], "en_attente");
    let id: Uuid = opened["id"].as_str().unwrap().parse().unwrap();
    (id, format!("{path}/{id}/confirmation"))
}

#[tokio::test]
async fn a_mandate_holds_once_another_officer_confirms_it() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    fund.letters.lock().unwrap().clear();
    let (id, confirmation) = pending(&fund, &partner).await;
    let holder = Principal {
        subject: id,
        organisation: Some(partner.id),
        habilitation: Some(id),
        ..person(Role::Gestionnaire)
    };
    let (_, early) = fund.ask(&holder, Method::GET, "/v1/habilitations", Value::Null).await;
    assert_eq!(crate::fund::slug(&early), "mandat-termine");
    assert_eq!(fund.standing(&id.to_string()).await["motif"], "habilitation_non_activee");
    assert_eq!(fund.refused(&officer(), &confirmation, json!({})).await, SECOND);
    for other in [&partner.manager, &partner.representative, &person(Role::ResponsableSecurite)] {
        assert_eq!(fund.refused(other, &confirmation, json!({})).await, "action-interdite");
    }
    assert!(fund.letters.lock().unwrap().is_empty(), "no letter before");
    let confirmed = fund.done(&colleague(), &confirmation, json!({})).await;
    assert_eq!((&confirmed["courrier"], confirmed.get("secret_activation")), (&json!("a_envoyer"), None));
    assert_eq!(fund.standing(&id.to_string()).await["en_vigueur"], true);
    let letters = fund.letters.lock().unwrap().clone();
    assert_eq!(letters[0]["auteur"]["compte"], json!(colleague().subject));
    let events = fund.events.lock().unwrap();
    let acts: Vec<_> = events.values().filter(|event| event["fait"]["mandat"] == json!(id)).collect();
    let author =
        |acte: &str| acts.iter().find(|event| event["fait"]["acte"] == acte).unwrap()["agent"].clone();
    assert_eq!(author("ouverture"), json!(officer().subject));
    assert_eq!(author("confirmation"), json!(colleague().subject));
}

#[tokio::test]
async fn a_confirmation_without_its_trace_writes_no_letter() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let (id, confirmation) = pending(&fund, &partner).await;
    fund.letters.lock().unwrap().clear();
    fund.world.network.cut("audit");
    assert_eq!(fund.refused(&colleague(), &confirmation, json!({})).await, "trace-en-attente");
    assert_eq!(fund.standing(&id.to_string()).await["motif"], "trace_en_attente");
    assert!(fund.letters.lock().unwrap().is_empty());
    fund.plug_journal();
    fund.done(&colleague(), &confirmation, json!({})).await;
    assert_eq!(fund.standing(&id.to_string()).await["en_vigueur"], true);
}

#[tokio::test]
async fn a_mandate_is_listed_for_whoever_confirms_it() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let (id, _) = pending(&fund, &partner).await;
    let listed = fund.read(&colleague(), &mandats(partner.id)).await;
    let found = listed["elements"].as_array().unwrap().iter().find(|one| one["id"] == json!(id)).unwrap();
    assert_eq!(
        (&found["etat"], &found["identifiant"]),
        (&json!("en_attente"), &json!("nouvelle@partenaire.invalid"))
    );
    assert_eq!(listed["elements"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_contract_opens_nothing_before_another_confirms_it() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let convention = fund.active_convention(&partner).await;
    let body = json!({ "module": "cdap", "debut": "2026-01-01", "fin": "2026-12-31", "limites": {
        "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur", "budget_mensuel": null,
        "organismes": ["421"], "verification": "telephone" } });
    let proposed = fund.done(&officer(), &format!("{convention}/contrats"), body).await;
    assert_eq!(proposed["etat"], "propose");
    let contract = proposed["id"].as_str().unwrap();
    let asked = bulletin(contract, "clerc@partenaire.invalid", "BAIL042");
    let early = fund.refused(&partner.manager, "/v1/habilitations", asked.clone()).await;
    assert_eq!(early, "accord-non-en-vigueur");
    let confirmation = format!("/v1/conventions/contrats/{contract}/confirmation");
    let body = json!({ "version": 1 });
    assert_eq!(fund.refused(&officer(), &confirmation, body.clone()).await, SECOND);
    assert_eq!(fund.refused(&partner.representative, &confirmation, body.clone()).await, "action-interdite");
    assert_eq!(fund.done(&colleague(), &confirmation, body).await["etat"], "actif");
    fund.done(&partner.manager, "/v1/habilitations", asked).await;
}

/// The same account with another right: what a person holds beside their office.
fn wearing(office: &Principal, hat: &Principal) -> Principal {
    Principal { subject: office.subject, ..hat.clone() }
}

#[tokio::test]
async fn nobody_completes_what_they_began_under_another_right() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    let path = fund.request(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    let act = |name: &str| format!("{path}/{name}");
    let manager_too = wearing(&partner.manager, &officer());
    let representative_too = wearing(&partner.representative, &officer());
    let own = wearing(&partner.manager, &partner.representative);
    assert_eq!(fund.refused(&own, &act("contresignature"), json!({ "version": 1 })).await, SECOND);
    fund.act(&partner.representative, &act("contresignature"), json!({})).await;
    for both in [&manager_too, &representative_too] {
        assert_eq!(fund.refused(both, &act("acceptation"), json!({ "version": 2 })).await, SECOND);
    }
    fund.act(&officer(), &act("acceptation"), json!({})).await;
    let commitments = json!({ "empreinte": digest("engagements"), "signe_le": "2026-03-01" });
    fund.act(&partner.manager, &act("engagements"), commitments).await;
    let certificate = crate::fund::certificate("2026-09-30");
    for both in [&manager_too, &representative_too, &officer()] {
        let mut body = certificate.clone();
        body["version"] = json!(4);
        assert_eq!(fund.refused(both, &act("certificat"), body).await, SECOND);
    }
    fund.act(&colleague(), &act("certificat"), certificate).await;
    assert_eq!(fund.refused(&colleague(), &act("activation"), json!({ "version": 5 })).await, SECOND);
    fund.act(&partner.manager, &act("activation"), json!({})).await;
    assert_eq!(fund.standing(&path).await["en_vigueur"], true);
}

#[tokio::test]
async fn nobody_signs_a_convention_for_both_sides() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let path = fund.draft(&partner, json!({})).await;
    fund.bring_to_signature(&partner, &path).await;
    let body = json!({ "version": 5, "empreinte": digest(TEXT) });
    for both in [wearing(&partner.representative, &officer()), wearing(&partner.manager, &officer())] {
        assert_eq!(fund.refused(&both, &format!("{path}/contresignature"), body.clone()).await, SECOND);
    }
    fund.done(&officer(), &format!("{path}/contresignature"), body).await;
}

#[tokio::test]
async fn an_officer_opens_no_right_to_themself() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    let path = fund.request(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    fund.act(&partner.representative, &format!("{path}/contresignature"), json!({})).await;
    let theirs = officer().subject;
    fund.world.network.plug("login", move |request| {
        assert_eq!(request.uri().path(), "/prive/comptes/titulaire");
        let answer = json!({ "est_disponible": true, "compte": theirs });
        async move { Ok(http::Response::new(answer.to_string().into())) }
    });
    let own = "decision-sur-sa-propre-demande";
    let acceptation = format!("{path}/acceptation");
    assert_eq!(fund.refused(&officer(), &acceptation, json!({ "version": 2 })).await, own);
    let mandate = someone("agent@caf.invalid", "Tilleul", "Onyx");
    assert_eq!(fund.refused(&officer(), &mandats(partner.id), mandate).await, own);
    fund.act(&colleague(), &acceptation, json!({})).await;
}

#[tokio::test]
async fn a_new_letter_gives_nothing_to_whoever_asks() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    fund.letters.lock().unwrap().clear();
    let body = json!({ "motif": "Courrier perdu" });
    let again = format!("{habilitation}/courrier");
    assert_eq!(fund.refused(&partner.representative, &again, body.clone()).await, "action-interdite");
    assert_eq!(fund.refused(&partner.manager, &again, json!({})).await, "donnees-invalides");
    let answer = fund.done(&partner.manager, &again, body.clone()).await;
    let mut members: Vec<_> = answer.as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, ["compte", "courrier", "est_active", "id", "identifiant"]);
    let asked = fund.letters.lock().unwrap().pop().unwrap();
    assert_eq!(
        (&asked["est_renouvele"], &asked["auteur"]["compte"]),
        (&json!(true), &json!(partner.manager.subject))
    );
    let history = fund.read(&officer(), &habilitation).await["historique"].clone();
    let last = history.as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["acte"], &last["auteur"]), (&json!("courrier"), &json!(partner.manager.subject)));
    assert_eq!(last["apres"], "active", "the right is what it was");
    let mandate = partner.manager.habilitation.unwrap();
    let again = format!("/v1/conventions/mandats/{mandate}/courrier");
    assert_eq!(fund.refused(&partner.representative, &again, body.clone()).await, "action-interdite");
    fund.done(&officer(), &again, body).await;
    assert_eq!(fund.letters.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn no_letter_is_written_for_what_is_not_in_force() {
    let fund = Fund::new();
    let (partner, _, contract, habilitation) = fund.landlord(None).await;
    let asked = fund.request(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    fund.act(&officer(), &format!("{habilitation}/suspension"), json!({ "motif": "Contrôle" })).await;
    let (pending, _) = pending(&fund, &partner).await;
    fund.letters.lock().unwrap().clear();
    for path in [asked, habilitation, format!("/v1/conventions/mandats/{pending}")] {
        let body = json!({ "motif": "Courrier perdu" });
        assert_eq!(fund.refused(&officer(), &format!("{path}/courrier"), body).await, "acte-hors-sequence");
    }
    assert!(fund.letters.lock().unwrap().is_empty());
}

/// A mandate, a contract, a profile and an accepted habilitation that an officer began: path and body of what completes each.
async fn begun(fund: &Fund, partner: &Partner) -> [(String, Value); 4] {
    let convention = fund.active_convention(partner).await;
    let agreed = fund.contract(&convention, None).await;
    let (_, mandate) = pending(fund, partner).await;
    let body = json!({ "module": "messagerie", "debut": "2026-01-01", "fin": "2026-12-31", "limites": {
        "finalites": ["gestion_locative"], "profils": ["T3"], "code": "bailleur", "budget_mensuel": null,
        "organismes": ["421"], "verification": "telephone" } });
    let contract = fund.done(&officer(), &format!("{convention}/contrats"), body).await;
    let contract = format!("/v1/conventions/contrats/{}/confirmation", contract["id"].as_str().unwrap());
    let profile = json!({ "code": "T3", "libelle": "Plus large", "finalites": [{ "finalite": "logement" }] });
    fund.done(&officer(), "/v1/habilitations/profils", profile).await;
    let habilitation = fund.request(partner, &agreed, "clerc@partenaire.invalid", "BAIL042").await;
    fund.act(&partner.representative, &format!("{habilitation}/contresignature"), json!({})).await;
    fund.act(&officer(), &format!("{habilitation}/acceptation"), json!({})).await;
    let commitments = json!({ "empreinte": digest("engagements"), "signe_le": "2026-03-01" });
    fund.act(&partner.manager, &format!("{habilitation}/engagements"), commitments).await;
    let mut certificate = crate::fund::certificate("2026-09-30");
    certificate["version"] = json!(4);
    [
        (mandate, json!({})),
        (contract, json!({ "version": 1 })),
        ("/v1/habilitations/profils/T3/versions/2/confirmation".to_owned(), json!({})),
        (format!("{habilitation}/certificat"), certificate),
    ]
}

#[tokio::test]
async fn nobody_completes_what_who_left_began() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let waiting = begun(&fund, &partner).await;
    fund.gone.lock().unwrap().insert(officer().subject);
    for (path, body) in &waiting {
        assert_eq!(fund.refused(&colleague(), path, body.clone()).await, "auteur-parti", "{path}");
        assert_eq!(fund.refused(&officer(), path, body.clone()).await, SECOND, "{path}");
    }
    fund.world.network.cut("login");
    for (path, body) in &waiting {
        let (status, _) = fund.post(&colleague(), path, body.clone()).await;
        assert_eq!(status, 503, "{path}: not without an answer");
    }
    fund.plug_login();
    fund.gone.lock().unwrap().clear();
    for (path, body) in waiting {
        fund.done(&colleague(), &path, body).await;
    }
}

#[tokio::test]
async fn a_colleague_ends_what_who_left_began() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let [(mandate, _), (contract, _), (profile, _), (certificate, _)] = begun(&fund, &partner).await;
    fund.gone.lock().unwrap().insert(officer().subject);
    let id = mandate.rsplit('/').nth(1).unwrap();
    fund.done(&colleague(), &format!("/v1/conventions/mandats/{id}/fin"), json!({ "motif": "Départ" })).await;
    let again = someone("nouvelle@partenaire.invalid", "Tilleul", "Onyx");
    assert_eq!(fund.done(&colleague(), &mandats(partner.id), again).await["etat"], "en_attente");
    let ended = json!({ "version": 1, "motif": "Départ" });
    fund.done(&colleague(), &contract.replace("confirmation", "resiliation"), ended).await;
    let ended = json!({ "version": 4, "motif": "Départ" });
    fund.done(&colleague(), &certificate.replace("certificat", "retrait"), ended).await;
    let anew = json!({ "code": "T3", "libelle": "Anew", "finalites": [{ "finalite": "logement" }] });
    let third = fund.done(&colleague(), "/v1/habilitations/profils", anew).await;
    assert_eq!(third["version"], 3);
    let other = Principal { subject: Uuid::from_u128(0x0190_b001), ..officer() };
    fund.done(&other, &profile.replace("versions/2", "versions/3"), json!({})).await;
}

#[tokio::test]
async fn what_holds_outlasts_who_began_it() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    let (_, confirmation) = pending(&fund, &partner).await;
    fund.done(&colleague(), &confirmation, json!({})).await;
    fund.gone.lock().unwrap().insert(officer().subject);
    let (status, again) =
        crate::fund::ask(&fund.app, &colleague(), Method::POST, &confirmation, json!({})).await;
    assert_eq!(status, 200, "{again}");
    fund.act(&colleague(), &format!("{habilitation}/certificat"), crate::fund::certificate("2026-12-31"))
        .await;
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
}

/// An effect, and the ways to reach it: path and body, with the status of each role that all ways have in common.
struct Effect {
    name: &'static str,
    ways: Vec<(String, Value)>,
}

/// Every pair of acts that end the same thing, on a fund where it is there to end.
async fn effects(fund: &Fund, partner: &Partner, contract: &str, habilitation: &str) -> Vec<Effect> {
    let reason = |version: u32| json!({ "version": version, "motif": "Fin" });
    let asked = fund.request(partner, contract, "autre@partenaire.invalid", "BAIL042").await;
    fund.act(&partner.representative, &format!("{asked}/contresignature"), json!({})).await;
    let person = async |path: &str| {
        let id = fund.read(&officer(), path).await["personne"].as_str().unwrap().to_owned();
        (format!("/v1/habilitations/personnes/{id}/depart"), json!({ "motif": "Fin" }))
    };
    let mandate = partner.representative.habilitation.unwrap();
    let listed = fund.read(&officer(), &mandats(partner.id)).await;
    let held = |id: Uuid| {
        let one = listed["elements"].as_array().unwrap().iter().find(|one| one["id"] == json!(id)).unwrap();
        let person = one["personne"].as_str().unwrap();
        (format!("/v1/habilitations/personnes/{person}/depart"), json!({ "motif": "Fin" }))
    };
    let end = |id: Uuid| (format!("/v1/conventions/mandats/{id}/fin"), json!({ "motif": "Fin" }));
    let managers = partner.manager.habilitation.unwrap();
    vec![
        Effect { name: "the legal representative's mandate ends", ways: vec![end(mandate), held(mandate)] },
        Effect { name: "a manager's mandate ends", ways: vec![end(managers), held(managers)] },
        Effect {
            name: "an habilitation ends",
            ways: vec![(format!("{habilitation}/retrait"), reason(6)), person(habilitation).await],
        },
        Effect {
            name: "a request ends",
            ways: vec![(format!("{asked}/retrait"), reason(2)), person(&asked).await],
        },
        Effect {
            name: "nothing is read under a contract any more",
            ways: vec![
                (format!("/v1/conventions/contrats/{contract}/resiliation"), reason(2)),
                (format!("{}/resiliation", convention_of(fund, habilitation, contract).await), reason(6)),
            ],
        },
        Effect {
            name: "nothing is read under a contract for now",
            ways: vec![
                (format!("/v1/conventions/contrats/{contract}/suspension"), reason(2)),
                (format!("{}/suspension", convention_of(fund, habilitation, contract).await), reason(6)),
            ],
        },
    ]
}

async fn convention_of(fund: &Fund, _habilitation: &str, _contract: &str) -> String {
    let listed = fund.read(&officer(), "/v1/conventions").await;
    format!("/v1/conventions/{}", listed["elements"][0]["id"].as_str().unwrap())
}

/// Who may try each way: the two sides' people, and those who never do.
fn callers(partner: &Partner) -> Vec<(&'static str, Principal)> {
    vec![
        ("manager", partner.manager.clone()),
        ("representative", partner.representative.clone()),
        ("officer", officer()),
        ("security", person(Role::ResponsableSecurite)),
        ("professional", Principal { organisation: Some(partner.id), ..person(Role::Professionnel) }),
    ]
}

#[tokio::test]
async fn every_way_to_an_end_has_one_rule() {
    for (role, _) in callers(&Fund::new().partner("73282932000074", "bailleur_social").await) {
        for index in 0..6 {
            let mut verdicts = Vec::new();
            let mut name = "";
            for way in 0..2 {
                let fund = Fund::new();
                let (partner, _, contract, habilitation) = fund.landlord(None).await;
                let effect = effects(&fund, &partner, &contract, &habilitation).await.swap_remove(index);
                let by = callers(&partner).into_iter().find(|(known, _)| *known == role).unwrap().1;
                let (path, body) = effect.ways[way].clone();
                let (status, answer) = fund.post(&by, &path, body).await;
                assert!(status.is_success() || status == 403, "{role} {path}: {status} {answer}");
                name = effect.name;
                verdicts.push(status.is_success());
            }
            assert_eq!(verdicts[0], verdicts[1], "{name}, by the {role}");
        }
    }
}

#[tokio::test]
async fn a_manager_does_not_end_a_mandate_by_a_departure() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    let mandate = partner.representative.habilitation.unwrap();
    let listed = fund.read(&officer(), &mandats(partner.id)).await;
    let one = listed["elements"].as_array().unwrap().iter().find(|one| one["id"] == json!(mandate)).unwrap();
    let path = format!("/v1/habilitations/personnes/{}/depart", one["personne"].as_str().unwrap());
    let body = json!({ "motif": "Départ" });
    assert_eq!(fund.refused(&partner.manager, &path, body.clone()).await, "mandat-detenu");
    assert_eq!(fund.standing(&mandate.to_string()).await["en_vigueur"], true);
    fund.done(&officer(), &path, body).await;
    assert_eq!(fund.standing(&mandate.to_string()).await["en_vigueur"], false);
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
}

#[tokio::test]
async fn a_refused_request_leaves_nothing() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    let people = async || {
        let mut connection = fund.world.platform().sql.open("conventions").await.unwrap();
        let rows =
            connection.execute("SELECT email, family_name FROM persons ORDER BY id", &[]).await.unwrap();
        rows.iter().map(|row| row.get::<String>(0).unwrap()).collect::<Vec<_>>()
    };
    let before = people().await;
    fund.world.network.plug("login", |_| async {
        let answer = json!({ "est_disponible": false, "compte": Uuid::nil() });
        Ok(http::Response::new(answer.to_string().into()))
    });
    let mandate = someone("reprise@partenaire.invalid", "Genet", "Ambrre");
    let taken = "identifiant-deja-pris";
    assert_eq!(fund.refused(&officer(), &mandats(partner.id), mandate).await, taken);
    let asked = bulletin(&contract, "reprise@partenaire.invalid", "BAIL042");
    assert_eq!(fund.refused(&partner.manager, "/v1/habilitations", asked).await, taken);
    assert_eq!(people().await, before);
    fund.plug_login();
    let mended = someone("reprise@partenaire.invalid", "Genêt", "Ambre");
    fund.done(&officer(), &mandats(partner.id), mended).await;
    assert_eq!(people().await.len(), before.len() + 1);
}

#[tokio::test]
async fn one_person_keeps_the_name_first_written() {
    let fund = Fund::new();
    let (partner, _, contract, _) = fund.landlord(None).await;
    let path = mandats(partner.id);
    let first =
        fund.done(&officer(), &path, someone("elodie@partenaire.invalid", "D’Ortie", "Élodie-Anne")).await;
    let same = someone("Elodie@Partenaire.invalid", "D'ORTIE", "ELODIE ANNE");
    // Asked again, it opens nothing more, and there is nothing to tell.
    let (_, again) = crate::fund::ask(&fund.app, &officer(), http::Method::POST, &path, same).await;
    assert_eq!(again["id"], first["id"]);
    let mut asked = bulletin(&contract, "ELODIE@partenaire.invalid", "BAIL042");
    asked["personne"]["nom"] = json!("D\u{2bc}ortie");
    let habilitation = fund.done(&partner.manager, "/v1/habilitations", asked.clone()).await;
    assert_eq!(habilitation["etat"], "demandee");
    let listed = fund.read(&officer(), &path).await;
    let shown = listed["elements"].as_array().unwrap().iter().find(|one| one["id"] == first["id"]).unwrap();
    assert_eq!((&shown["nom"], &shown["prenoms"]), (&json!("D’Ortie"), &json!("Élodie-Anne")));
    asked["personne"] = json!({ "email": "elodie@partenaire.invalid", "nom": "Quartz", "prenoms": "Zoé" });
    let other = fund.refused(&partner.manager, "/v1/habilitations", asked).await;
    assert_eq!(other, "identifiant-deja-pris", "another person with the same address");
}
