//! What the journal is owed is told again until it has it, and once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Response, StatusCode};
use journal::{Event, Journal, Kind, owe};
use platform::{Database, Migration, Platform, native::World};
use serde_json::json;
use uuid::Uuid;
use web::Context;

const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "0001_owe_events",
    text: include_str!("../../../components/login/migrations/0010_owe_events.sql"),
}];

fn context(platform: &Platform) -> Context {
    Context { request_id: Uuid::nil(), now: platform.clock.now() }
}

/// A journal that keeps what it is told, and refuses the events of this id.
fn plug(world: &World, refused: Uuid) -> Arc<Mutex<Vec<Uuid>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    world.network.plug("audit", move |request| {
        let event: Event = serde_json::from_slice(request.body()).unwrap();
        let is_refused = event.id == refused;
        if !is_refused {
            heard.lock().unwrap().push(event.id);
        }
        let receipt = json!({ "evenement": event.id, "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z",
            "signature": "" });
        let status = if is_refused { StatusCode::CONFLICT } else { StatusCode::OK };
        async move { Ok(Response::builder().status(status).body(Bytes::from(receipt.to_string())).unwrap()) }
    });
    told
}

async fn owe_all(database: &Database, platform: &Platform, ids: std::ops::Range<u128>) {
    let mut transaction = database.begin().await.unwrap();
    for id in ids {
        let event = Event::done(Uuid::from_u128(id), Kind::SignedOut {});
        owe(&mut transaction, &event, platform.clock.now()).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn count(database: &Database) -> usize {
    let owed = "SELECT id FROM owed_events ORDER BY is_refused, id LIMIT 1000";
    database.query(owed, &[]).await.unwrap().len()
}

#[tokio::test]
async fn what_is_owed_is_told_once_the_journal_is_back() {
    let world = World::new().unwrap();
    let platform = world.platform();
    let database = Database::new(&platform, "login", MIGRATIONS);
    owe_all(&database, &platform, 0..3).await;
    let context = context(&platform);
    let journal = Journal::new(&platform, &context);
    journal.settle(&database).await.unwrap();
    assert_eq!(count(&database).await, 3, "nobody answered");
    let told = plug(&world, Uuid::max());
    for _ in 0..2 {
        journal.settle(&database).await.unwrap();
    }
    assert_eq!(*told.lock().unwrap(), [0, 1, 2].map(Uuid::from_u128));
    assert_eq!(count(&database).await, 0);
}

#[tokio::test]
async fn an_act_that_is_undone_owes_nothing() {
    let world = World::new().unwrap();
    let platform = world.platform();
    let database = Database::new(&platform, "login", MIGRATIONS);
    let mut transaction = database.begin().await.unwrap();
    let event = Event::done(Uuid::from_u128(1), Kind::SignedOut {});
    owe(&mut transaction, &event, platform.clock.now()).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(count(&database).await, 0);
}

#[tokio::test]
async fn an_event_that_is_refused_holds_up_no_other() {
    let world = World::new().unwrap();
    let platform = world.platform();
    let database = Database::new(&platform, "login", MIGRATIONS);
    owe_all(&database, &platform, 0..80).await;
    let told = plug(&world, Uuid::from_u128(0));
    let context = context(&platform);
    for _ in 0..3 {
        Journal::new(&platform, &context).settle(&database).await.unwrap();
    }
    assert_eq!(told.lock().unwrap().len(), 79);
    assert_eq!(count(&database).await, 1, "it is kept, for whoever mends it");
}

/// Written by another release: it stays, for whoever mends it, and the others are told.
#[tokio::test]
async fn an_unreadable_event_holds_up_no_other() {
    let world = World::new().unwrap();
    let platform = world.platform();
    let database = Database::new(&platform, "login", MIGRATIONS);
    owe_all(&database, &platform, 0..3).await;
    let unreadable = "UPDATE owed_events SET event = '{\"fait\": {\"type\": \"Later\"}}' WHERE id = ?";
    database.query(unreadable, platform::params![Uuid::from_u128(0)]).await.unwrap();
    let told = plug(&world, Uuid::max());
    let context = context(&platform);
    for _ in 0..2 {
        Journal::new(&platform, &context).settle(&database).await.unwrap();
    }
    assert_eq!(*told.lock().unwrap(), [1, 2].map(Uuid::from_u128));
    assert_eq!(count(&database).await, 1);
}
