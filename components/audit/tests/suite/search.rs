//! Who may search, what is found, and what the beneficiary sees.

use access::Role;
use http::StatusCode;
use journal::{Leaf, RecognitionKey};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Instance, JournalWorld, agent, dossier, log_key};

const SEARCH: &str = "/v1/journal/recherches";

fn by_dossier(number: u32) -> Value {
    json!({"dossier": {"organisme": "921", "matricule": (1_000_000 + number).to_string()}})
}

async fn places(instance: &Instance, criteria: &Value) -> Vec<u64> {
    let (mut places, mut next) = (Vec::new(), Value::Null);
    loop {
        let body = json!({"criteres": criteria, "suite": next, "limite": 7});
        let answer = instance.post(SEARCH, &body).await.ok().json();
        places.extend(answer["data"].as_array().unwrap().iter().map(|event| event["rang"].as_u64().unwrap()));
        next = answer["suite"].clone();
        if next.is_null() {
            return places;
        }
    }
}

#[tokio::test]
async fn a_dossier_is_found_under_each_spelling_of_its_number() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..10).await;
    for matricule in ["1000003", " 1000003", "01000003", "100000300000000"] {
        let criteria = json!({"dossier": {"organisme": "921", "matricule": matricule}, "issue": "fait"});
        // The searches themselves are on the dossier too, and come first.
        assert_eq!(places(&instance, &criteria).await.last(), Some(&3), "{matricule}");
    }
}

#[tokio::test]
async fn a_search_finds_the_entries_that_meet_all_the_criteria_page_after_page() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..200).await;
    let mut found = places(&instance, &json!({"dossier": by_dossier(3)["dossier"], "issue": "fait"})).await;
    found.retain(|place| *place < 200);
    assert_eq!(found, (0..200).rev().filter(|n| n % 10 == 3 && n % 5 != 4).collect::<Vec<_>>());
    let refusals = places(&instance, &json!({"agent": agent(2), "issue": "refuse"})).await;
    assert_eq!(refusals, (0..200).rev().filter(|n| n % 7 == 2 && n % 5 == 4).collect::<Vec<_>>());
}

#[tokio::test]
async fn every_search_is_in_the_journal_before_its_answer() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..20).await;
    let answer = instance.post(SEARCH, &json!({"criteres": by_dossier(3)})).await.ok().json();
    let receipt: journal::Receipt = serde_json::from_value(answer["recepisse"].clone()).unwrap();
    receipt.verify(&log_key()).unwrap();
    let again = instance.post(SEARCH, &json!({"criteres": by_dossier(3)})).await.ok().json();
    let latest = &again["data"][0]["evenement"];
    assert_eq!(latest["id"], json!(receipt.event));
    assert_eq!(latest["fait"], json!({"type": "JournalRead", "acte": "recherche", "criteres": ["dossier"]}));
}

#[tokio::test]
async fn a_search_that_cannot_be_recorded_gives_nothing() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..20).await;
    // The first statement is the search itself, the second its event.
    journal.world.faults.fail_statement(2);
    let answer = instance.post(SEARCH, &json!({"criteres": by_dossier(3)})).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json().get("data"), None);
}

#[tokio::test]
async fn a_search_without_bound_or_by_someone_else_is_refused() {
    let journal = JournalWorld::new();
    let unbounded = json!({"criteres": {"finalite": "aide_financiere", "depuis": "2026-01-01T00:00:00Z"}});
    let answer = journal.instance(Role::Auditeur).post(SEARCH, &unbounded).await;
    assert_eq!(answer.slug(), "criteres-insuffisants");
    for role in [Role::Professionnel, Role::AgentCaf, Role::Allocataire, Role::Ordonnanceur] {
        for path in [SEARCH, "/v1/journal/exports"] {
            let answer = journal.instance(role).post(path, &json!({"criteres": by_dossier(3)})).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
    }
}

async fn view(instance: &Instance) -> Value {
    let question = json!({"dossier": dossier(3).to_string()});
    instance.post("/prive/consultations-du-dossier", &question).await.ok().json()
}

fn consultation_of(view: &Value) -> &Value {
    let mut events = view["data"].as_array().unwrap().iter();
    events.find(|event| event["fait"] == "DossierConsulted").unwrap()
}

#[tokio::test]
async fn the_beneficiary_sees_what_was_done_for_which_organisation_and_not_which_agent() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..40).await;
    let id = Uuid::from_u128(0xc0_0000).to_string();
    let names = json!({"noms": {&id: "CCAS de Saint-Maur"}}).to_string();
    journal.world.network.plug("conventions", move |_| {
        let names = names.clone();
        async move { Ok(http::Response::new(names.into())) }
    });
    let seen = view(&instance).await;
    let consulted = consultation_of(&seen);
    assert_eq!(consulted["finalite"], "aide_financiere");
    let mut organisations = seen["data"].as_array().unwrap().iter().map(|event| &event["organisation"]);
    assert!(organisations.any(|shown| *shown == json!({"id": id, "nom": "CCAS de Saint-Maur"})));
    assert_eq!(consulted.get("agent"), None);
    journal.world.settings.set("audit_discloses_agents", "true");
    let seen = view(&journal.instance(Role::Auditeur)).await;
    assert!(consultation_of(&seen)["agent"].is_string());
}

#[tokio::test]
async fn the_beneficiary_sees_what_was_done_even_when_organisations_cannot_be_named() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..40).await;
    journal.world.network.cut("conventions");
    let seen = view(&instance).await;
    let organisation = &consultation_of(&seen)["organisation"];
    assert!(organisation["id"].is_string());
    assert_eq!(organisation.get("nom"), None);
}

/// The beneficiary, with the public tiles and the key of their dossier alone, finds exactly the entries they were shown.
#[tokio::test]
async fn the_beneficiary_can_check_that_nothing_was_left_out() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..60).await;
    let seen = view(&instance).await;
    let key: RecognitionKey = seen["preuve"]["cle_de_reconnaissance"].as_str().unwrap().parse().unwrap();
    let note = seen["preuve"]["point_de_controle"].as_str().unwrap();
    let size = transparency::Checkpoint::open(note, &log_key()).unwrap().size;
    let bundle = instance.get(&format!("/log/tile/entries/000.p/{size}")).await.ok().body;
    let leaves = bundle.chunks_exact(2 + Leaf::LENGTH).map(|entry| Leaf::from_bytes(&entry[2..]).unwrap());
    let mine: Vec<_> = leaves.filter(|leaf| key.tag(leaf.event) == leaf.tag).map(|leaf| leaf.event).collect();
    let shown = seen["data"].as_array().unwrap().iter().rev();
    let shown: Vec<uuid::Uuid> =
        shown.map(|event| serde_json::from_value(event["evenement"].clone()).unwrap()).collect();
    assert_eq!(mine, shown);
    assert_eq!(shown.len(), 7);
}
