use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::fund::{Fund, ask, officer, slug};

fn reading(habilitation: &str, dossier: u32, month: &str) -> Value {
    let id = habilitation.rsplit('/').next().unwrap();
    json!({ "habilitation": id, "dossier": format!("{dossier:032x}"), "mois": month })
}

async fn consume(app: &web::App, reading: Value) -> Value {
    let (status, answer) = ask(app, &officer(), Method::POST, "/prive/budgets/consommation", reading).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[tokio::test]
async fn a_dossier_counts_once_a_month_and_the_cap_is_announced_then_held() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(Some(5)).await;
    let budget = |granted, consumed, alert| json!({ "est_accorde": granted, "consomme": consumed, "plafond": 5, "est_alerte": alert });
    for (dossier, expected) in [
        (1, budget(true, 1, false)),
        (1, budget(true, 1, false)),
        (2, budget(true, 2, false)),
        (3, budget(true, 3, false)),
        (4, budget(true, 4, true)),
        (5, budget(true, 5, true)),
        (6, budget(false, 5, true)),
        (3, budget(true, 5, true)),
    ] {
        assert_eq!(
            consume(&fund.app, reading(&path, dossier, "2026-03")).await,
            expected,
            "dossier {dossier}"
        );
    }
    assert_eq!(
        consume(&fund.app, reading(&path, 6, "2026-04")).await,
        budget(true, 1, false),
        "another month"
    );
}

#[tokio::test]
async fn all_habilitations_of_a_contract_share_its_budget() {
    let fund = Fund::new();
    let (partner, _, contract, first) = fund.landlord(Some(2)).await;
    let second = fund.active_habilitation(&partner, &contract, "autre@partenaire.invalid", "BAIL042").await;
    assert_eq!(consume(&fund.app, reading(&first, 1, "2026-03")).await["consomme"], 1);
    assert_eq!(consume(&fund.app, reading(&second, 1, "2026-03")).await["consomme"], 1);
    assert_eq!(consume(&fund.app, reading(&second, 2, "2026-03")).await["consomme"], 2);
    assert_eq!(consume(&fund.app, reading(&first, 3, "2026-03")).await["est_accorde"], false);
}

#[tokio::test]
async fn a_contract_without_a_cap_counts_and_grants() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(None).await;
    let answer = consume(&fund.app, reading(&path, 1, "2026-03")).await;
    assert_eq!(answer, json!({ "est_accorde": true, "consomme": 1, "est_alerte": false }));
}

/// 8 threads on 4 instances ask for 200 dossiers, each twice, under a cap of 100. The mutation it catches: counting
/// outside the transaction that inserts.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn no_race_reads_one_dossier_too_many_nor_counts_one_twice() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(Some(100)).await;
    let instances: Vec<_> = (0..4).map(|_| Arc::new(fund.another_instance())).collect();
    let tasks: Vec<_> = (0..400u32)
        .map(|number| {
            let app = instances[number as usize % 4].clone();
            let reading = reading(&path, number / 2, "2026-03");
            tokio::spawn(async move { (number / 2, consume(&app, reading).await) })
        })
        .collect();
    let mut granted = std::collections::BTreeSet::new();
    for task in tasks {
        let (dossier, answer) = task.await.unwrap();
        assert!(answer["consomme"].as_u64().unwrap() <= 100);
        if answer["est_accorde"] == true {
            granted.insert(dossier);
        }
    }
    assert_eq!(granted.len(), 100);
    assert_eq!(consume(&fund.app, reading(&path, 1000, "2026-03")).await["consomme"], 100);
}

#[tokio::test]
async fn what_is_no_reading_counts_nothing() {
    let fund = Fund::new();
    let (_, _, _, path) = fund.landlord(Some(5)).await;
    let good = reading(&path, 1, "2026-03");
    for (member, value, expected) in [
        ("dossier", json!("00"), "donnees-invalides"),
        ("dossier", json!("zz".repeat(16)), "donnees-invalides"),
        ("mois", json!("2026-13"), "donnees-invalides"),
        ("mois", json!("2026-3"), "donnees-invalides"),
        ("habilitation", json!(uuid::Uuid::nil()), "objet-inconnu"),
    ] {
        let mut wrong = good.clone();
        wrong[member] = value;
        let (_, answer) =
            ask(&fund.app, &officer(), Method::POST, "/prive/budgets/consommation", wrong).await;
        assert_eq!(slug(&answer), expected);
    }
    assert_eq!(consume(&fund.app, good).await["consomme"], 1);
}
