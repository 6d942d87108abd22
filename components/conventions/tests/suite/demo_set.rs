//! The demo set, played through the routes: it holds a convention, a contract and an habilitation in every state.

use std::collections::{BTreeMap, BTreeSet};

use access::{Principal, Role};
use conventions::domain::{Coded, ContractState, ConventionState, HabilitationState, OrganisationCategory};
use demo::conventions::{ACTIVE, Author, Days, Step, TEXT, steps};
use serde_json::Value;
use uuid::Uuid;

use crate::fund::{Fund, colleague, digest, officer, person};

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
        Author::Colleague => colleague(),
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

/// A fund in which the whole set was played, and the ids of what it made.
async fn played() -> (Fund, BTreeMap<String, String>) {
    let fund = Fund::new();
    let digest = digest(TEXT);
    let days = Days { start: "2026-01-01", today: "2026-03-02", end: "2026-12-31", digest: &digest };
    let mut ids = BTreeMap::new();
    for step in steps(days) {
        play(&fund, step, &mut ids).await;
    }
    (fund, ids)
}

#[tokio::test]
async fn holds_every_category_and_every_state() {
    let (fund, ids) = played().await;
    fund.world.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    let mut categories = BTreeSet::new();
    for (_, id) in ids.iter().filter(|(name, _)| name.starts_with("organisation-")) {
        let organisation = fund.read(&officer(), &format!("/v1/conventions/organisations/{id}")).await;
        categories.insert(organisation["categorie"].as_str().unwrap().to_owned());
    }
    assert_eq!(categories, codes::<OrganisationCategory>());
    let conventions = fund.read(&officer(), "/v1/conventions").await;
    assert_eq!(states(&conventions["elements"]), codes::<ConventionState>());
    let habilitations = fund.read(&officer(), "/v1/habilitations").await;
    assert_eq!(states(&habilitations["elements"]), codes::<HabilitationState>());
    let landlord = fund.read(&officer(), &format!("/v1/conventions/{}", ids["convention-3"])).await;
    assert_eq!(states(&landlord["contrats"]), codes::<ContractState>());
}

#[tokio::test]
async fn what_is_kept_under_the_name_of_a_state_is_in_that_state() {
    let (fund, ids) = played().await;
    fund.world.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    for (path, states) in
        [("conventions", codes::<ConventionState>()), ("habilitations", codes::<HabilitationState>())]
    {
        let kept = path.trim_end_matches('s');
        for state in states.iter().filter(|state| path == "habilitations" || *state != "active") {
            let read =
                fund.read(&officer(), &format!("/v1/{path}/{}", ids[&format!("{kept}-{state}")])).await;
            assert_eq!(read["etat"], *state);
        }
    }
}

#[tokio::test]
async fn one_professional_of_each_profile_may_read() {
    let (fund, ids) = played().await;
    let profiles: BTreeSet<_> = ACTIVE.iter().map(|professional| professional.profile).collect();
    assert_eq!(profiles, BTreeSet::from(["T1", "T2", "T3", "T4", "T5"]));
    for professional in ACTIVE {
        let standing = fund.standing(&ids[&format!("habilitation-{}", professional.name)]).await;
        assert_eq!(standing["en_vigueur"], true, "{standing}");
        assert_eq!(standing["profil"]["code"], professional.profile);
        assert_eq!(standing["finalites"], serde_json::json!(professional.purposes));
        let codes: Vec<_> = standing["codes"].as_object().unwrap().values().cloned().collect();
        assert_eq!(codes, professional.code.into_iter().map(Value::from).collect::<Vec<_>>());
    }
}
