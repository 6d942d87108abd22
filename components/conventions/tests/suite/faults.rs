//! Each statement of an act fails in turn, before it acts and after; what is then seen is the act whole or not at all.

use http::StatusCode;
use serde_json::{Value, json};

use crate::fund::{Fund, officer, person};
use access::Role;

/// Sends `path` with each of its statements failing in turn, on a fresh fund each time. `check` sees the fund after the
/// fault and after a pass that tells the journal what it lacks.
async fn with_each_fault(path: &str, check: impl AsyncFn(&Fund, &str, StatusCode)) -> u64 {
    let mut n = 1;
    loop {
        let mut ran_out = true;
        for acts in [false, true] {
            let fund = Fund::new();
            let (partner, _, _, habilitation) = fund.landlord(None).await;
            let body = prepare(&fund, &habilitation, path).await;
            let before = fund.world.faults.statements();
            if acts {
                fund.world.faults.fail_after_statement(n)
            } else {
                fund.world.faults.fail_statement(n)
            }
            let by = if path == "suspension" { &partner.manager } else { &officer() };
            let (status, _) = fund.post(by, &format!("{habilitation}/{path}"), body).await;
            ran_out &= fund.world.faults.statements() - before < n;
            fund.world.faults.clear();
            check(&fund, &habilitation, status).await;
        }
        if ran_out {
            return n;
        }
        n += 1;
    }
}

async fn prepare(fund: &Fund, habilitation: &str, path: &str) -> Value {
    if path == "suspension" {
        return json!({ "version": 6, "motif": "Signalement" });
    }
    fund.act(&officer(), &format!("{habilitation}/suspension"), json!({ "motif": "Signalement" })).await;
    json!({ "version": 7 })
}

/// The state, the history and the journal tell the same.
async fn assert_agreement(fund: &Fund, habilitation: &str, status: StatusCode, done: &str, kind: &str) {
    let seen = fund.read(&officer(), habilitation).await;
    let is_done = seen["etat"] == done;
    assert!(is_done || status != StatusCode::OK, "an act that was acknowledged is there");
    let acts = seen["historique"].as_array().unwrap();
    let last = acts.last().unwrap();
    assert_eq!(last["apres"], seen["etat"], "history tells the state");
    fund.done(&person(Role::Ordonnanceur), "/v1/conventions/echeances", json!({})).await;
    let told = fund.events.lock().unwrap().values().filter(|event| event["fait"]["type"] == kind).count();
    assert_eq!(told, usize::from(is_done), "the journal has the act once, or not at all");
}

#[tokio::test]
async fn a_suspension_is_whole_or_not_at_all() {
    let statements = with_each_fault("suspension", async |fund, habilitation, status| {
        assert_agreement(fund, habilitation, status, "suspendue", "HabilitationSuspended").await;
        let in_force = fund.standing(habilitation).await["en_vigueur"] == true;
        let is_suspended = fund.read(&officer(), habilitation).await["etat"] == "suspendue";
        assert_ne!(in_force, is_suspended);
    })
    .await;
    assert!(statements > 8, "{statements} statements were tried");
}

#[tokio::test]
async fn a_reinstatement_opens_nothing_before_its_trace() {
    with_each_fault("retablissement", async |fund, habilitation, status| {
        let resumed = |event: &&Value| event["fait"]["type"] == "HabilitationResumed";
        let is_traced = fund.events.lock().unwrap().values().any(|event| resumed(&event));
        if fund.standing(habilitation).await["en_vigueur"] == true {
            assert!(is_traced, "in force without its trace");
        }
        assert_agreement(fund, habilitation, status, "active", "HabilitationResumed").await;
    })
    .await;
}

#[tokio::test]
async fn an_activation_can_be_sent_again_after_any_fault() {
    let mut n = 1;
    loop {
        let fund = Fund::new();
        let partner = fund.partner("73282932000074", "bailleur_social").await;
        let convention = fund.active_convention(&partner).await;
        let contract = fund.contract(&convention, None).await;
        let path = fund.request(&partner, &contract, "clerc@partenaire.invalid", "BAIL042").await;
        fund.bring_to_training(&partner, &path).await;
        let (before, letters) = (fund.world.faults.statements(), fund.letters.lock().unwrap().len());
        fund.world.faults.fail_after_statement(n);
        let activation = format!("{path}/activation");
        let (status, _) = fund.post(&partner.manager, &activation, json!({ "version": 5 })).await;
        let ran_out = fund.world.faults.statements() - before < n;
        fund.world.faults.clear();
        if status != StatusCode::OK {
            fund.done(&partner.manager, &activation, json!({ "version": 5 })).await;
        }
        assert!(fund.letters.lock().unwrap().len() > letters);
        assert_eq!(fund.standing(&path).await["en_vigueur"], true);
        let granted = |event: &&Value| event["fait"]["type"] == "HabilitationGranted";
        assert_eq!(fund.events.lock().unwrap().values().filter(granted).count(), 1);
        if ran_out {
            return;
        }
        n += 1;
    }
}
