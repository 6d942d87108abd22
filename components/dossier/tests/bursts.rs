//! Consultations sent together, to several instances: no more are judged than one by one, and who is right is not refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::{collections::BTreeMap, sync::Arc};

use access::Role;
use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http_body_util::{BodyExt, Full};
use jiff::SignedDuration;
use platform::Clock as _;
use serde_json::{Value, json};
use support::{Stage, asked, principal, with};
use uuid::Uuid;
use web::{App, testing::StaticAuthenticator};

const PURPOSE: &str = "aide_financiere";
const INSTANCES: u128 = 8;

/// Instances on one set of databases. `agent` gives the one of each.
fn instances(stage: &Stage, agent: impl Fn(u128) -> u128) -> Vec<Arc<App>> {
    let one = |number| {
        let mut principal = principal(Role::Professionnel);
        principal.subject = Uuid::from_u128(agent(number));
        let authenticator = Arc::new(StaticAuthenticator(principal));
        Arc::new(dossier::app_authenticated_by(stage.world.platform(), authenticator))
    };
    (0..INSTANCES).map(one).collect()
}

async fn consult(app: &App, body: &Value) -> (String, Value) {
    let request = Request::post("/v1/consultations").header("content-type", "application/json");
    let request = request.body(Full::new(Bytes::from(body.to_string()))).unwrap();
    let body = app.handle(request).await.into_body().collect().await.unwrap().to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap();
    let kind = answer["type"].as_str().unwrap_or("given").rsplit('/').next().unwrap().to_owned();
    (kind, answer)
}

/// Sends all of `bodies` at once, each to the next instance, on threads of their own: how many had each answer.
async fn burst(instances: &[Arc<App>], bodies: Vec<Value>) -> BTreeMap<String, usize> {
    let sent = bodies.into_iter().zip(instances.iter().cycle()).map(|(body, app)| {
        let app = app.clone();
        tokio::spawn(async move { consult(&app, &body).await.0 })
    });
    join_all(sent.collect::<Vec<_>>()).await.into_iter().fold(BTreeMap::new(), |mut counted, answer| {
        *counted.entry(answer.unwrap()).or_default() += 1;
        counted
    })
}

/// A try on dossier 16 with a phone number of nobody's.
fn wrong(guess: usize) -> Value {
    with(asked(16, PURPOSE), "verification", json!({ "telephone": format!("06399899{:02}", guess % 100) }))
}

fn answers(counted: &[(&str, usize)]) -> BTreeMap<String, usize> {
    counted.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_wrong_tries_sent_together_six_are_judged() {
    // One agent on one number; one agent on many numbers; many agents on one number.
    let one_agent = |_| 1;
    let own_agent = |number| number + 1;
    let elsewhere = |guess: usize| with(wrong(guess), "matricule", json!((7_000_000 + guess).to_string()));
    for (instances_of, try_of) in [
        (&one_agent as &dyn Fn(u128) -> u128, &wrong as &dyn Fn(usize) -> Value),
        (&one_agent, &elsewhere),
        (&own_agent, &wrong),
    ] {
        let stage = Stage::with_dossiers(16).await;
        let instances = instances(&stage, instances_of);
        let counted = burst(&instances, (0..200).map(try_of).collect()).await;
        // The five that are free, and the one that costs a minute.
        assert_eq!(counted, answers(&[("dossier-non-consultable", 6), ("trop-d-echecs", 194)]));
        let events = stage.events.lock().unwrap();
        let told = events.iter().filter(|event| event["fait"]["motif"] != "throttled").count();
        assert_eq!(told, 6, "each try that was judged is in the journal");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_right_guess_among_wrong_ones_has_no_turn_of_its_own() {
    let (rounds, mut given) = (24, 0);
    for round in 0..rounds {
        let stage = Stage::with_dossiers(16).await;
        let instances = instances(&stage, |_| 1);
        let mut guesses: Vec<_> = (0..48).map(wrong).collect();
        guesses[round * 2] = asked(16, PURPOSE);
        let counted = burst(&instances, guesses).await;
        given += counted.get("given").copied().unwrap_or_default();
        assert!(counted["dossier-non-consultable"] <= 6, "{counted:?}");
    }
    assert!(
        given <= rounds / 2,
        "the right guess passed before the wrong ones in {given} of {rounds} bursts"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn honest_readings_sent_together_are_all_given() {
    let stage = Stage::with_dossiers(16).await;
    let readings = |count| vec![asked(16, PURPOSE); count];
    assert_eq!(burst(&instances(&stage, |_| 1), readings(200)).await, answers(&[("given", 200)]));
    let mut connection = stage.world.platform().sql.open("dossier_counts").await.unwrap();
    let failures = connection.execute("SELECT subject FROM tries WHERE failures > 0", &[]).await.unwrap();
    assert!(failures.is_empty(), "a reading that is right counts nothing");
}

#[tokio::test]
async fn an_agent_in_too_great_a_hurry_waits_for_the_next_minute() {
    let stage = Stage::with_dossiers(16).await;
    stage.world.settings.set("dossier_consultations_per_minute", "3");
    let instances = instances(&stage, |number| number / 7);
    stage.world.clock.advance(SignedDuration::from_secs(20));
    for app in &instances[..3] {
        assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "given");
    }
    let (kind, answer) = consult(&instances[3], &asked(16, PURPOSE)).await;
    assert_eq!((kind.as_str(), &answer["reessayer_dans_secondes"]), ("cadence-depassee", &json!(40)));
    assert_eq!(consult(&instances[7], &asked(16, PURPOSE)).await.0, "given", "another agent");
    stage.world.clock.advance(SignedDuration::from_secs(40));
    assert_eq!(consult(&instances[4], &asked(16, PURPOSE)).await.0, "given");
}

#[tokio::test]
async fn the_usual_pace_is_a_hundred_readings_a_second() {
    let stage = Stage::with_dossiers(16).await;
    let app = &instances(&stage, |_| 1)[0];
    consult(app, &asked(16, PURPOSE)).await;
    let mut connection = stage.world.platform().sql.open("dossier_counts").await.unwrap();
    connection.execute("UPDATE tries SET number = 5999", &[]).await.unwrap();
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "given");
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "cadence-depassee");
}

#[tokio::test]
async fn refusals_without_a_judgement_are_told_by_their_number() {
    let stage = Stage::with_dossiers(16).await;
    stage.set_standing(json!({ "en_vigueur": false, "motif": "formation_expiree" }));
    let app = &instances(&stage, |_| 1)[0];
    for _ in 0..120 {
        assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "formation-expiree");
    }
    let events = stage.events.lock().unwrap();
    let told: Vec<_> = events.iter().map(|event| event["fait"].clone()).collect();
    let motif = "forbid-without-current-training";
    let expected = [
        json!({ "type": "ConsultationRefused", "motif": motif }),
        json!({ "type": "ConsultationsRefused", "motif": motif, "nombre": 10 }),
        json!({ "type": "ConsultationsRefused", "motif": motif, "nombre": 100 }),
    ];
    assert_eq!(told, expected);
    assert!(events.iter().all(|event| event["agent"].is_string() && event["issue"] == "refuse"));
    assert!(events[0]["dossier"].is_string(), "the first is on its dossier");
}

#[tokio::test]
async fn a_refusal_that_the_journal_did_not_take_is_told_again() {
    let stage = Stage::with_dossiers(16).await;
    stage.set_standing(json!({ "en_vigueur": false, "motif": "formation_expiree" }));
    let app = &instances(&stage, |_| 1)[0];
    stage.world.network.cut("audit");
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "service-indisponible");
    stage.play_audit();
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "formation-expiree");
    assert_eq!(stage.events.lock().unwrap()[0]["fait"]["type"], "ConsultationRefused");
}

#[tokio::test]
async fn what_is_forgotten_leaves_the_counts() {
    let stage = Stage::with_dossiers(16).await;
    let instances = instances(&stage, |number| number);
    for app in &instances {
        consult(app, &wrong(1)).await;
    }
    stage.world.clock.advance(SignedDuration::from_hours(25));
    for (guess, app) in instances.iter().enumerate().take(4) {
        let other = with(wrong(2), "matricule", json!((7_000_000 + guess).to_string()));
        consult(app, &other).await;
    }
    let mut connection = stage.world.platform().sql.open("dossier_counts").await.unwrap();
    let old = "SELECT subject FROM tries WHERE last_failure_at < ?";
    let rows = connection.execute(old, &[stage.world.clock.now().into()]).await.unwrap();
    assert!(rows.is_empty(), "{} of a day ago", rows.len());
}

#[tokio::test]
async fn a_clock_put_right_blocks_nobody_for_good() {
    let stage = Stage::with_dossiers(16).await;
    let app = &instances(&stage, |_| 1)[0];
    stage.world.clock.advance(SignedDuration::from_hours(24 * 365));
    for guess in 0..7 {
        consult(app, &wrong(guess)).await;
    }
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "trop-d-echecs");
    stage.world.clock.advance(-SignedDuration::from_hours(24 * 365));
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "given");
}

#[tokio::test]
async fn a_try_that_was_overtaken_counts_in_the_pace() {
    let stage = Stage::with_dossiers(16).await;
    stage.world.settings.set("dossier_consultations_per_minute", "3");
    let app = &instances(&stage, |_| 1)[0];
    for (seconds, expected) in [(60, "given"), (-1, "given"), (1, "given"), (-1, "cadence-depassee")] {
        stage.world.clock.advance(SignedDuration::from_secs(seconds));
        assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, expected);
    }
}

#[tokio::test]
async fn the_longest_block_binds_a_clock_that_is_behind() {
    let stage = Stage::with_dossiers(16).await;
    let app = &instances(&stage, |_| 1)[0];
    for guess in 0..12 {
        assert_eq!(consult(app, &wrong(guess)).await.0, "dossier-non-consultable");
        let by = SignedDuration::from_mins(if guess < 11 { 61 } else { 0 });
        stage.world.clock.advance(by);
    }
    stage.world.clock.advance(SignedDuration::from_secs(-2));
    assert_eq!(consult(app, &asked(16, PURPOSE)).await.0, "trop-d-echecs");
}
