//! Each operation leaves in the journal what `policies/traces.toml` says, and with no journal nothing is given.

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use http::{Method, StatusCode};
use policies::{Trace, traces_of};
use serde_json::{Value, json};

use crate::world::{Answer, JournalWorld, agent, client, dossier};

fn traces() -> BTreeMap<String, Trace> {
    traces_of("audit").unwrap()
}

struct Asked {
    role: Role,
    method: Method,
    path: String,
    body: Value,
}

impl Asked {
    fn post(role: Role, path: &str, body: Value) -> Self {
        Self { role, method: Method::POST, path: path.to_owned(), body }
    }

    async fn send(&self, journal: &JournalWorld) -> Answer {
        journal.instance(self.role).ask(self.method.clone(), &self.path, self.body.to_string()).await
    }
}

/// Within the window of the purge, at most a month after the last.
const NIGHT: &str = "2026-03-03T01:00:00Z";

/// A journal of some entries and a hold, at night.
async fn journal() -> (JournalWorld, String) {
    let journal = JournalWorld::new();
    let officer = journal.instance(Role::DelegueProtectionDonnees);
    officer.append_many(0..20).await;
    let hold = json!({ "agent": agent(2), "motif": "plainte" });
    let placed = officer.post("/v1/journal/gels", &hold).await.ok().json();
    journal.world.clock.set(NIGHT.parse().unwrap());
    (journal, placed["id"].as_str().unwrap().to_owned())
}

fn acts(hold: &str) -> BTreeMap<&'static str, Asked> {
    let (auditor, officer) = (Role::Auditeur, Role::DelegueProtectionDonnees);
    let criteria = json!({ "criteres": { "agent": agent(2) } });
    let gel = json!({ "agent": agent(3), "motif": "plainte" });
    let view = json!({ "dossiers": [dossier(3)] });
    BTreeMap::from([
        ("readBeneficiaryView", Asked::post(Role::AgentCaf, "/prive/consultations-du-dossier", view)),
        ("searchEvents", Asked::post(auditor, "/v1/journal/recherches", criteria.clone())),
        ("exportEvents", Asked::post(auditor, "/v1/journal/exports", criteria)),
        ("verifyLog", Asked::post(auditor, "/v1/journal/verifications", json!({}))),
        ("placeHold", Asked::post(officer, "/v1/journal/gels", gel)),
        ("listHolds", Asked { method: Method::GET, ..Asked::post(auditor, "/v1/journal/gels", json!({})) }),
        ("liftHold", Asked::post(officer, &format!("/v1/journal/gels/{hold}/levee"), json!({}))),
        ("purgeContents", Asked::post(Role::Ordonnanceur, "/v1/journal/purges", json!({}))),
        (
            "confirmClock",
            Asked::post(Role::ResponsableSecurite, "/v1/journal/horloge", json!({ "instant": NIGHT })),
        ),
    ])
}

/// The entries after the 21 of the beginning.
fn told(journal: &JournalWorld) -> Vec<Value> {
    let connection = rusqlite::Connection::open(journal.file()).unwrap();
    let mut statement = connection
        .prepare("SELECT content FROM contents WHERE leaf_index >= 21 ORDER BY leaf_index")
        .unwrap();
    let contents = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    contents.map(|content| serde_json::from_str(&content.unwrap()).unwrap()).collect()
}

fn kinds(events: &[Value], outcome: &str) -> BTreeSet<String> {
    let ended = events.iter().filter(|event| event["issue"] == outcome);
    ended.map(|event| event["fait"]["type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_operation_has_a_line_in_the_table() {
    let routes = audit::routes();
    let operations: BTreeSet<_> = routes.table().iter().map(|route| route.operation.to_owned()).collect();
    assert_eq!(operations, traces().into_keys().collect());
    let traced = traces().into_iter().filter(|(_, trace)| !trace.done.is_empty());
    let traced: BTreeSet<_> = traced.map(|(operation, _)| operation).collect();
    assert_eq!(traced, acts("").into_keys().map(str::to_owned).collect());
}

#[tokio::test]
async fn what_is_done_is_told() {
    for (operation, trace) in traces() {
        let (journal, hold) = journal().await;
        let Some(asked) = acts(&hold).remove(operation.as_str()) else { continue };
        asked.send(&journal).await.ok();
        let events = told(&journal);
        assert_eq!(kinds(&events, "fait"), trace.done.into_iter().collect(), "{operation}");
        // Who asked for the view is in the event of `dossier`, which alone reaches it.
        for event in events.iter().filter(|_| operation != "readBeneficiaryView") {
            assert_eq!(event["agent"], json!(agent(0x100 + asked.role as u128)), "{operation}");
            assert_eq!(event["client"], json!(client(1)), "{operation}");
        }
        if ["placeHold", "liftHold"].contains(&operation.as_str()) {
            assert!(events[0]["fait"]["agent_vise"].is_string(), "{operation}: whose");
        }
    }
}

#[tokio::test]
async fn without_room_nothing_is_given() {
    for (operation, trace) in traces() {
        let (journal, hold) = journal().await;
        let Some(asked) = acts(&hold).remove(operation.as_str()) else { continue };
        let statements = {
            let (journal, hold) = self::journal().await;
            let before = journal.world.faults.statements();
            acts(&hold)[operation.as_str()].send(&journal).await.ok();
            journal.world.faults.statements() - before
        };
        for statement in 1..=statements {
            journal.world.faults.fail_statement(statement);
            let answer = asked.send(&journal).await;
            journal.world.faults.clear();
            let is_told = !kinds(&told(&journal), "fait").is_disjoint(&trace.done.iter().cloned().collect());
            assert!(answer.status != StatusCode::OK || is_told, "{operation}, statement {statement}");
        }
    }
}

/// More entries than a pack holds: that there are so many is told to whoever asked, and the journal knows it.
#[tokio::test]
async fn what_is_refused_is_told() {
    let (journal, _) = journal().await;
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(1_000..3_001).await;
    let period = json!({ "depuis": "2026-01-01T00:00:00Z", "avant": "2027-01-01T00:00:00Z" });
    let answer = instance.post("/v1/journal/exports", &json!({ "criteres": period })).await;
    assert_eq!(answer.slug(), "export-trop-grand");
    assert_eq!(kinds(&told(&journal)[2_001..], "refuse"), BTreeSet::from(["JournalRead".to_owned()]));
}
