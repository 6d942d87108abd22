//! Who may search, what is found, and what the beneficiary sees.

use access::Role;
use http::StatusCode;
use jiff::SignedDuration;
use journal::{DossierPseudonym, Leaf, Period, RecognitionKey};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Instance, JournalWorld, agent, client, consultation, dossier, log_key};

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
    assert_eq!(latest["client"], json!(client(1)));
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
    view_of(instance, &[dossier(3)]).await
}

async fn view_of(instance: &Instance, names: &[DossierPseudonym]) -> Value {
    let question = json!({ "dossiers": names });
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

/// Of the leaves that anyone may read, those that the keys of this view recognise.
async fn recognised(instance: &Instance, view: &Value) -> Vec<Uuid> {
    let keys = view["preuve"]["cles_de_reconnaissance"].as_array().unwrap().iter().map(|key| {
        let period: Period = key["periode"].as_str().unwrap().parse().unwrap();
        RecognitionKey::parse(period, key["cle"].as_str().unwrap()).unwrap()
    });
    let keys: Vec<_> = keys.collect();
    let note = instance.get("/log/checkpoint").await.ok().text();
    let size = transparency::Checkpoint::open(&note, &log_key()).unwrap().size;
    let bundle = instance.get(&format!("/log/tile/entries/000.p/{size}")).await.ok().body;
    let leaves = bundle.chunks_exact(2 + Leaf::LENGTH).map(|entry| Leaf::from_bytes(&entry[2..]).unwrap());
    leaves.filter(|leaf| keys.iter().any(|key| key.recognises(leaf))).map(|leaf| leaf.event).collect()
}

fn shown(view: &Value) -> Vec<Uuid> {
    let shown = view["data"].as_array().unwrap().iter().rev();
    shown.map(|event| serde_json::from_value(event["evenement"].clone()).unwrap()).collect()
}

/// With the public tiles and the keys of their dossier alone, they find exactly the entries they were shown; that the
/// view was read today is covered by the keys of tomorrow.
#[tokio::test]
async fn the_beneficiary_can_check_that_nothing_was_left_out() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..60).await;
    journal.world.clock.advance(SignedDuration::from_hours(24));
    let seen = view(&instance).await;
    let mut expected = shown(&seen);
    assert_eq!(expected.len(), 7);
    expected.pop();
    assert_eq!(recognised(&instance, &seen).await, expected);
}

#[tokio::test]
async fn keys_given_once_watch_no_later_leaf() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..30).await;
    journal.world.clock.advance(SignedDuration::from_hours(24));
    let seen = view(&instance).await;
    let before = recognised(&instance, &seen).await;
    assert_eq!(before.len(), 3);
    for hours in [0, 1, 24, 24 * 40] {
        journal.world.clock.advance(SignedDuration::from_hours(hours));
        instance.append(&consultation(1_003 + 10 * u128::try_from(hours).unwrap())).await;
        assert_eq!(recognised(&instance, &seen).await, before, "{hours} hours later");
    }
}

#[tokio::test]
async fn a_clock_set_back_reopens_no_day() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..10).await;
    journal.world.clock.advance(SignedDuration::from_hours(24));
    let seen = view(&instance).await;
    let before = recognised(&instance, &seen).await;
    journal.world.clock.advance(SignedDuration::from_hours(-24));
    instance.append(&consultation(1_003)).await;
    journal.world.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(recognised(&instance, &seen).await, before);
}

#[tokio::test]
async fn the_view_covers_every_number_of_the_dossier() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..30).await;
    let seen = view_of(&instance, &[dossier(3), dossier(4), dossier(5)]).await;
    let ids: Vec<_> = shown(&seen).iter().map(Uuid::as_u128).filter(|id| *id < 30).collect();
    assert_eq!(ids, [3, 4, 5, 13, 14, 15, 23, 24, 25]);
}

#[tokio::test]
async fn the_view_pages_over_every_number() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..700).await;
    let (mut ids, mut next) = (Vec::new(), Value::Null);
    let names = [dossier(3), dossier(4)];
    loop {
        let question = json!({"dossiers": names, "suite": next});
        let page = instance.post("/prive/consultations-du-dossier", &question).await.ok().json();
        let has_keys = page["preuve"]["cles_de_reconnaissance"].is_array();
        assert_eq!(has_keys, next.is_null(), "the keys come with the first page");
        ids.extend(shown(&page).iter().rev().map(Uuid::as_u128).filter(|id| *id < 700));
        next = page["suite"].clone();
        if next.is_null() {
            break;
        }
    }
    assert_eq!(ids, (0..700).rev().filter(|n| [3, 4].contains(&(n % 10))).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_search_by_dossier_covers_every_number() {
    let journal = JournalWorld::new();
    journal.plug_dossier(&["1000004"]);
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..30).await;
    let mut found = places(&instance, &by_dossier(3)).await;
    found.retain(|place| *place < 30);
    assert_eq!(found, [24, 23, 14, 13, 4, 3]);
}

#[tokio::test]
async fn without_the_dossier_s_numbers_nothing_is_searched() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::DelegueProtectionDonnees);
    instance.append_many(0..30).await;
    journal.world.network.cut("dossier");
    for path in [SEARCH, "/v1/journal/exports"] {
        let answer = instance.post(path, &json!({"criteres": by_dossier(3)})).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    let hold = json!({"dossier": by_dossier(3)["dossier"], "motif": "plainte"});
    assert_eq!(instance.post("/v1/journal/gels", &hold).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_search_finds_what_an_application_did() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..20).await;
    assert_eq!(places(&instance, &json!({"client": client(2)})).await, [18, 14, 10, 6, 2]);
}

#[tokio::test]
async fn a_search_tells_whom_it_looked_for() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    let (organisation, by) =
        (Uuid::from_u128(0xc0_0000), json!({"agent": agent(0x100 + Role::Auditeur as u128)}));
    let criteria = json!({"agent": agent(2), "client": client(3), "organisation": organisation});
    for path in [SEARCH, "/v1/journal/exports"] {
        instance.post(path, &json!({"criteres": criteria})).await.ok();
        let told = instance.post(SEARCH, &json!({"criteres": by})).await.ok().json();
        let told = &told["data"][0]["evenement"]["fait"];
        assert_eq!(told["agent_recherche"], json!(agent(2)), "{path}");
        assert_eq!(told["client_recherche"], json!(client(3)), "{path}");
        assert_eq!(told["organisation_recherchee"], json!(organisation), "{path}");
    }
}
