//! The demo set, played through the routes: it holds a convention, a contract and an habilitation in every state.

use std::collections::{BTreeMap, BTreeSet};

use access::{Principal, Role};
use conventions::domain::{Coded, ContractState, ConventionState, HabilitationState};
use demo::conventions::{Author, Days, Step, TEXT, steps};
use serde_json::Value;
use uuid::Uuid;

use crate::fund::{Fund, digest, officer, person};

/// Who holds the mandate kept under `name`, in the organisation that opened it.
fn holder(name: &str, ids: &BTreeMap<String, String>) -> Principal {
    let (role, number) = name.split_once('-').unwrap();
    let role = if role == "responsable" { Role::ResponsableLegal } else { Role::Gestionnaire };
    let id = |name: &str| Some(ids[name].parse::<Uuid>().unwrap());
    Principal { habilitation: id(name), organisation: id(&format!("organisation-{number}")), ..person(role) }
}

fn fill(text: &str, ids: &BTreeMap<String, String>) -> String {
    ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
}

async fn play(fund: &Fund, step: Step, ids: &mut BTreeMap<String, String>) {
    let by = match &step.author {
        Author::Officer => officer(),
        Author::Holder(name) => holder(name, ids),
    };
    let body: Value = serde_json::from_str(&fill(&step.body.to_string(), ids)).unwrap();
    let answer = fund.done(&by, &fill(&step.path, ids), body).await;
    if let Some(name) = step.keep {
        ids.insert(name, answer["id"].as_str().unwrap().to_owned());
    }
}

fn codes<S: Coded>() -> BTreeSet<String> {
    S::ALL.iter().map(|state| state.code().to_owned()).collect()
}

fn states(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|row| row["etat"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn holds_every_state() {
    let fund = Fund::new();
    let digest = digest(TEXT);
    let days = Days { start: "2026-01-01", today: "2026-03-02", end: "2026-12-31", digest: &digest };
    let mut ids = BTreeMap::new();
    for step in steps(days) {
        play(&fund, step, &mut ids).await;
    }
    fund.world.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    let conventions = fund.read(&officer(), "/v1/conventions").await;
    assert_eq!(states(&conventions["elements"]), codes::<ConventionState>());
    let habilitations = fund.read(&officer(), "/v1/habilitations").await;
    assert_eq!(states(&habilitations["elements"]), codes::<HabilitationState>());
    let landlord = fund.read(&officer(), &format!("/v1/conventions/{}", ids["convention-3"])).await;
    assert_eq!(states(&landlord["contrats"]), codes::<ContractState>());
}
