//! Ending any one thing stops the very next question, under concurrent load, and with the journal down.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::json;

use crate::fund::{Fund, officer, person, standing};
use access::Role;

/// Instances ask for the standing without pause while `end` is done; every question begun after its acknowledgement is
/// answered no.
async fn stops_at_once(end: &str, obstacle: &str) {
    let fund = Fund::new();
    let (partner, convention, contract, habilitation) = fund.landlord(None).await;
    let person_id = fund.read(&officer(), &habilitation).await["personne"].as_str().unwrap().to_owned();
    let acknowledged = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (app, path, acknowledged) =
                (fund.another_instance(), habilitation.clone(), acknowledged.clone());
            tokio::spawn(async move {
                let (mut before, mut after) = (0, 0);
                while after < 20 {
                    let is_over = acknowledged.load(Ordering::SeqCst);
                    let in_force = standing(&app, &path).await["en_vigueur"] == true;
                    assert!(!(is_over && in_force), "accepted after the acknowledged end");
                    if is_over { after += 1 } else { before += 1 }
                }
                before
            })
        })
        .collect();
    assert_eq!(standing(&fund.app, &habilitation).await["en_vigueur"], true);
    let reason = json!({ "motif": "Fin" });
    match end {
        "contrat" => {
            let body = json!({ "version": 1, "motif": "Fin" });
            fund.done(&officer(), &format!("/v1/conventions/contrats/{contract}/resiliation"), body).await;
        }
        "convention" => drop(fund.act(&officer(), &format!("{convention}/suspension"), reason).await),
        "personne" => {
            let path = format!("/v1/habilitations/personnes/{person_id}/depart");
            fund.done(&partner.manager, &path, reason).await;
        }
        "formation" => fund.world.clock.set("2026-09-30T22:00:00Z".parse().unwrap()),
        _ => drop(fund.act(&partner.manager, &format!("{habilitation}/{end}"), reason).await),
    }
    acknowledged.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(standing(&fund.app, &habilitation).await["motif"], obstacle);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ending_any_one_thing_stops_the_next_question() {
    for (end, obstacle) in [
        ("suspension", "habilitation_suspendue"),
        ("retrait", "habilitation_retiree"),
        ("personne", "habilitation_retiree"),
        ("formation", "formation_expiree"),
        ("contrat", "contrat_termine"),
        ("convention", "convention_suspendue"),
    ] {
        stops_at_once(end, obstacle).await;
    }
}

#[tokio::test]
async fn a_departure_ends_all_that_a_person_holds_in_one_act() {
    let fund = Fund::new();
    let (partner, _, contract, first) = fund.landlord(None).await;
    // The manager is also a clerk, whose account the fund opens: nobody opens their own.
    let second = fund.request(&partner, &contract, "gestion@partenaire.invalid", "BAIL042").await;
    fund.bring_to_training(&partner, &second).await;
    let own = fund.refused(&partner.manager, &format!("{second}/activation"), json!({ "version": 5 })).await;
    assert_eq!(own, "decision-sur-sa-propre-demande");
    fund.act(&officer(), &format!("{second}/activation"), json!({})).await;
    let person_id = fund.read(&officer(), &second).await["personne"].as_str().unwrap().to_owned();
    let path = format!("/v1/habilitations/personnes/{person_id}/depart");
    let answer = fund.done(&partner.representative, &path, json!({ "motif": "Mutation" })).await;
    let expected = json!({ "habilitations": 1, "mandats": 1, "comptes_fermes": true, "est_trace": true });
    assert_eq!(answer, expected);
    assert_eq!(fund.standing(&second).await["motif"], "habilitation_retiree");
    assert_eq!(fund.standing(&first).await["en_vigueur"], true, "colleagues stay");
    let mandate = partner.manager.habilitation.unwrap().to_string();
    assert_eq!(fund.standing(&mandate).await["en_vigueur"], false);
    let body = json!({ "version": 6, "motif": "Trop tard" });
    assert_eq!(fund.refused(&partner.manager, &format!("{first}/suspension"), body).await, "mandat-termine");
}

#[tokio::test]
async fn a_mandate_ends_once_and_its_holder_does_nothing_more() {
    let fund = Fund::new();
    let partner = fund.partner("73282932000074", "bailleur_social").await;
    let mandate = partner.manager.habilitation.unwrap();
    let path = format!("/v1/conventions/mandats/{mandate}/fin");
    assert_eq!(fund.standing(&mandate.to_string()).await["en_vigueur"], true);
    fund.done(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    assert_eq!(fund.standing(&mandate.to_string()).await["motif"], "habilitation_retiree");
    let again = fund.refused(&partner.representative, &path, json!({ "motif": "Remplacée" })).await;
    assert_eq!(again, "acte-hors-sequence");
}

#[tokio::test]
async fn with_the_journal_down_what_ends_a_right_holds_and_its_trace_follows() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    fund.world.network.cut("audit");
    let answer =
        fund.act(&partner.manager, &format!("{habilitation}/suspension"), json!({ "motif": "Départ" })).await;
    assert_eq!((&answer["etat"], &answer["est_trace"]), (&json!("suspendue"), &json!(false)));
    assert_eq!(fund.standing(&habilitation).await["motif"], "habilitation_suspendue");

    let suspended = |fund: &Fund| {
        let events = fund.events.lock().unwrap();
        events.values().filter(|event| event["fait"]["type"] == "HabilitationSuspended").count()
    };
    assert_eq!(suspended(&fund), 0);
    fund.plug_journal();
    fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
    assert_eq!(suspended(&fund), 1);
}

#[tokio::test]
async fn with_the_journal_down_what_opens_a_right_has_no_effect() {
    let fund = Fund::new();
    let (partner, convention, contract, habilitation) = fund.landlord(None).await;
    let other = fund.request(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    fund.bring_to_training(&partner, &other).await;
    fund.act(&officer(), &format!("{habilitation}/suspension"), json!({ "motif": "Contrôle" })).await;
    fund.world.network.cut("audit");

    let body = json!({ "version": 5 });
    let activation = format!("{other}/activation");
    assert_eq!(fund.refused(&partner.manager, &activation, body.clone()).await, "trace-en-attente");
    assert_eq!(
        fund.secrets.load(Ordering::SeqCst),
        3,
        "two mandates and one habilitation so far, and no more"
    );
    assert_eq!(fund.standing(&other).await["motif"], "trace_en_attente");
    let answer = fund.act(&officer(), &format!("{habilitation}/retablissement"), json!({})).await;
    assert_eq!(answer["est_trace"], false);
    assert_eq!(fund.standing(&habilitation).await["motif"], "trace_en_attente");

    fund.plug_journal();
    fund.done(&partner.manager, &activation, body).await;
    assert_eq!(fund.standing(&other).await["en_vigueur"], true);
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
    assert_eq!(fund.read(&officer(), &convention).await["etat"], "active");
}

#[tokio::test]
async fn with_the_journal_down_a_new_certificate_takes_nothing_away() {
    let fund = Fund::new();
    let (_, _, _, habilitation) = fund.landlord(None).await;
    fund.world.network.cut("audit");
    let certificate = crate::fund::certificate("2026-12-31");
    fund.act(&officer(), &format!("{habilitation}/certificat"), certificate).await;
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
    fund.world.clock.set("2026-10-01T08:00:00Z".parse().unwrap());
    assert_eq!(
        fund.standing(&habilitation).await["motif"],
        "formation_expiree",
        "the new one has no trace yet"
    );
}
