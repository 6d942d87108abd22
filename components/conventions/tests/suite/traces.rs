//! With the journal down, what ends a right holds and what opens one does not.

use access::Role;
use serde_json::json;

use crate::fund::{Fund, colleague, officer, person};

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
async fn what_opens_a_right_waits_for_no_backlog() {
    let fund = Fund::new();
    let (partner, _, _, habilitation) = fund.landlord(None).await;
    fund.act(&officer(), &format!("{habilitation}/suspension"), json!({ "motif": "Contrôle" })).await;
    fund.world.network.cut("audit");
    for _ in 0..100 {
        fund.draft(&partner, json!({})).await;
    }
    fund.plug_journal();
    let answer = fund.act(&officer(), &format!("{habilitation}/retablissement"), json!({})).await;
    assert_eq!(answer["est_trace"], true);
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
    fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
    let drafted = fund
        .events
        .lock()
        .unwrap()
        .values()
        .filter(|event| event["fait"]["type"] == "ConventionChanged")
        .count();
    assert!(drafted > 100, "one pass tells what waited: {drafted}");
}

/// Written by another release: it waits for whoever mends it.
#[tokio::test]
async fn an_unreadable_act_holds_up_no_other() {
    let fund = Fund::new();
    let (partner, ..) = fund.landlord(None).await;
    fund.world.network.cut("audit");
    fund.draft(&partner, json!({})).await;
    let mut database = fund.world.platform().sql.open("conventions").await.unwrap();
    let later = "UPDATE acts SET kind = 'plus_tard' WHERE number = (SELECT max(number) FROM acts)";
    database.execute(later, &[]).await.unwrap();
    fund.plug_journal();
    let told = fund.events.lock().unwrap().len();
    fund.draft(&partner, json!({})).await;
    assert_eq!(fund.events.lock().unwrap().len(), told + 1);
    fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
}

#[tokio::test]
async fn unreadable_acts_however_many_hold_up_none() {
    let fund = Fund::new();
    let (partner, ..) = fund.landlord(None).await;
    fund.world.network.cut("audit");
    for _ in 0..40 {
        fund.draft(&partner, json!({})).await;
    }
    let mut database = fund.world.platform().sql.open("conventions").await.unwrap();
    let later = "UPDATE acts SET kind = 'plus_tard', is_granting = 1 WHERE traced_at IS NULL";
    database.execute(later, &[]).await.unwrap();
    for _ in 0..3 {
        fund.draft(&partner, json!({})).await;
    }
    fund.plug_journal();
    let told = fund.events.lock().unwrap().len();
    fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
    assert_eq!(fund.events.lock().unwrap().len(), told + 3);
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
        fund.letters.lock().unwrap().len(),
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
    fund.act(&colleague(), &format!("{habilitation}/certificat"), certificate).await;
    assert_eq!(fund.standing(&habilitation).await["en_vigueur"], true);
    fund.world.clock.set("2026-10-01T08:00:00Z".parse().unwrap());
    assert_eq!(
        fund.standing(&habilitation).await["motif"],
        "formation_expiree",
        "the new one has no trace yet"
    );
}

/// Two applications of one officer are told apart.
#[tokio::test]
async fn an_act_names_the_application_through_which_it_was_done() {
    let fund = Fund::new();
    let application = uuid::Uuid::from_u128(0xc11e);
    let officer = access::Principal { client: application.to_string(), ..officer() };
    let body = json!({ "siret": "73282932000074", "categorie": "ccas", "nom": "Partenaire fictif" });
    fund.done(&officer, "/v1/conventions/organisations", body).await;
    let events = fund.events.lock().unwrap();
    let told: Vec<_> = events.values().map(|event| event["client"].clone()).collect();
    assert_eq!(told, [json!(application)]);
}
