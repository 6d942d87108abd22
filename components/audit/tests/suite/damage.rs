//! A journal that no longer agrees with what it published refuses to go on, and says where it is wrong.

use std::sync::atomic::Ordering;

use access::Role;
use http::StatusCode;
use journal::{Event, Kind};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, Instance, JournalWorld, agent, consultation};

async fn published() -> JournalWorld {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Ordonnanceur);
    instance.append_many(0..300).await;
    instance.post("/v1/journal/maintenance", &json!({})).await.ok();
    journal
}

async fn findings(journal: &JournalWorld) -> Vec<String> {
    let instance = journal.instance(Role::Auditeur);
    let answer = instance.post("/v1/journal/verifications", &json!({})).await.ok().json();
    let places = answer["constats"].as_array().unwrap().iter().map(|finding| finding["ou"].clone());
    places.map(|place: Value| place.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_sound_journal_has_nothing_to_find() {
    let journal = published().await;
    assert_eq!(findings(&journal).await, Vec::<String>::new());
    assert_eq!(journal.instance(Role::Auditeur).get(web::READINESS_PATH).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_log_that_lost_or_changed_published_leaves_takes_no_more_events() {
    for tampering in [
        "DROP TRIGGER leaves_are_never_deleted; DELETE FROM leaves WHERE leaf_index >= 290;",
        "DROP TRIGGER leaves_are_never_changed;
         UPDATE leaves SET leaf = (SELECT leaf FROM leaves WHERE leaf_index = 1) WHERE leaf_index = 299;",
        "UPDATE nodes SET hash = zeroblob(32);",
        "DROP TRIGGER checkpoints_are_never_changed; UPDATE checkpoints SET root = zeroblob(32);",
    ] {
        let journal = published().await;
        journal.tamper(tampering);
        let instance = journal.instance(Role::Ordonnanceur);
        assert_eq!(instance.get(web::READINESS_PATH).await.slug(), "journal-endommage", "{tampering}");
        assert_eq!(instance.try_append(&consultation(1_000)).await.slug(), "journal-endommage");
        let publication = instance.post("/v1/journal/maintenance", &json!({})).await;
        assert_eq!(publication.slug(), "journal-endommage");
    }
}

#[tokio::test]
async fn a_verification_names_the_entry_the_tile_and_the_checkpoint_that_are_wrong() {
    let journal = published().await;
    journal.tamper(
        "DROP TRIGGER contents_are_never_changed;
         UPDATE contents SET content = content || ' ' WHERE leaf_index = 270;",
    );
    assert_eq!(findings(&journal).await, ["événement 270"]);
    // The tag of a leaf under a full tile: nothing at the edge of the tree nor in its row shows it, the tile above does.
    journal.tamper("DROP TRIGGER leaves_are_never_changed;");
    let mut leaf = journal.read_bytes("leaves", "leaf_index = 7", "leaf");
    *leaf.last_mut().unwrap() ^= 1;
    journal.write_bytes("leaves", "leaf_index = 7", "leaf", &leaf);
    assert_eq!(findings(&journal).await, ["tuile 0/000", "événement 270"]);
    journal.tamper(
        "DROP TRIGGER checkpoints_are_never_changed; DROP TRIGGER checkpoints_are_never_deleted;
         INSERT INTO checkpoints SELECT 12, root, note, published_at FROM checkpoints LIMIT 1;",
    );
    assert_eq!(findings(&journal).await, ["tuile 0/000", "événement 270", "point de contrôle 12"]);
}

#[tokio::test]
async fn a_content_deleted_by_hand_is_named() {
    let journal = published().await;
    journal.tamper("DELETE FROM contents WHERE leaf_index IN (7, 270);");
    assert_eq!(findings(&journal).await, ["événement 7", "événement 270"]);
}

/// Nothing is explained by a purge of another component, by one that would delete what is of yesterday, or by a refused one.
#[tokio::test]
async fn only_the_journals_purges_explain_a_hole() {
    let journal = published().await;
    let instance = journal.instance(Role::Ordonnanceur);
    for (id, avant) in [(2_000, "2026-03-02T09:00:00Z"), (2_001, "2026-03-01T09:00:00Z")] {
        let kind = Kind::PurgeStarted { avant: avant.parse().unwrap() };
        instance.append(&Event::done(Uuid::from_u128(id), kind)).await;
    }
    journal.world.clock.set("2028-03-03T01:00:00Z".parse().unwrap());
    let kind = Kind::PurgeStarted { avant: "2026-03-03T00:00:00Z".parse().unwrap() };
    instance.append(&Event::refused(Uuid::from_u128(2_002), kind)).await;
    journal.tamper("DELETE FROM contents WHERE leaf_index = 270;");
    assert_eq!(findings(&journal).await, ["événement 270"]);
}

/// The file of an earlier day is put back: it agrees with itself, and what was published since says otherwise.
#[tokio::test]
async fn a_restored_older_database_signs_nothing() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..10).await;
    scheduler.post("/v1/journal/maintenance", &json!({})).await.ok();
    journal.tamper("PRAGMA wal_checkpoint(TRUNCATE);");
    let older = std::fs::read(journal.file()).unwrap();
    scheduler.append_many(10..20).await;
    scheduler.post("/v1/journal/maintenance", &json!({})).await.ok();
    drop(scheduler);
    journal.replace_file(&older);
    let instance = journal.instance(Role::Ordonnanceur);
    assert_eq!(instance.get(web::READINESS_PATH).await.slug(), "journal-anterieur");
    assert_eq!(instance.try_append(&consultation(1_000)).await.slug(), "journal-anterieur");
    assert_eq!(instance.post("/v1/journal/maintenance", &json!({})).await.slug(), "journal-anterieur");
    journal.world.clock.advance(jiff::SignedDuration::from_secs(11));
    assert_eq!(instance.get("/log/checkpoint").await.slug(), "journal-anterieur");
}

/// An older file that went on for a while under its own name is as long as what was published, and is not it.
#[tokio::test]
async fn a_fork_of_the_same_length_is_refused() {
    let [journal, other] = [JournalWorld::new(), JournalWorld::new()];
    for (world, numbers) in [(&journal, 0..10), (&other, 100..120)] {
        let scheduler = world.instance(Role::Ordonnanceur);
        scheduler.append_many(numbers).await;
        scheduler.post("/v1/journal/maintenance", &json!({})).await.ok();
        world.tamper("PRAGMA wal_checkpoint(TRUNCATE);");
    }
    journal.replace_file(&std::fs::read(other.file()).unwrap());
    let instance = journal.instance(Role::Ordonnanceur);
    assert_eq!(instance.get(web::READINESS_PATH).await.slug(), "journal-anterieur");
    assert_eq!(instance.try_append(&consultation(1_000)).await.slug(), "journal-anterieur");
}

#[tokio::test]
async fn a_lost_store_is_filled_again() {
    let journal = published().await;
    let stores = journal.world.platform().key_value;
    stores.delete("public", "checkpoint").await.unwrap();
    let instance = journal.instance(Role::Ordonnanceur);
    instance.append(&consultation(1_000)).await;
    instance.post("/v1/journal/maintenance", &json!({})).await.ok();
    assert!(stores.get("public", "checkpoint").await.unwrap().is_some());
}

/// After a loss that nothing mends, the log goes on under a new name, as the operator's guide says.
#[tokio::test]
async fn a_new_origin_is_a_new_log() {
    let journal = published().await;
    let stores = journal.world.platform().key_value;
    let note = stores.get("public", "checkpoint").await.unwrap().unwrap();
    let ahead = String::from_utf8(note).unwrap().replacen("300", "400", 1);
    stores.set("public", "checkpoint", ahead.as_bytes()).await.unwrap();
    let refused = journal.instance(Role::Ordonnanceur).get(web::READINESS_PATH).await;
    assert_eq!(refused.slug(), "journal-anterieur");
    journal.world.settings.set("audit_log_origin", "journal.example/2");
    journal.instance(Role::Ordonnanceur).append(&consultation(1_000)).await;
}

/// Each page of the file in turn is overwritten. Whatever is asked is refused with what to do, or answered as before.
#[tokio::test]
async fn a_damaged_page_is_a_refusal_and_not_a_wrong_answer() {
    let journal = published().await;
    let search = json!({"criteres": {"agent": agent(1)}, "limite": 200});
    let ask = async || journal.instance(Role::Auditeur).post("/v1/journal/recherches", &search).await;
    let expected = ask().await.ok().json()["data"].clone();
    journal.tamper("PRAGMA wal_checkpoint(TRUNCATE);");
    let sound = std::fs::read(journal.file()).unwrap();
    let mut refusals = 0;
    for page in 0..sound.len() / PAGE {
        let mut damaged = sound.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0xff);
        journal.replace_file(&damaged);
        let searched = ask().await;
        if searched.status == StatusCode::OK {
            assert_eq!(searched.json()["data"], expected, "page {page}");
        }
        let appended = journal.instance(Role::Auditeur).try_append(&consultation(1_000)).await;
        for refused in [searched, appended].iter().filter(|answer| answer.status != StatusCode::OK) {
            assert_eq!(refused.slug(), "journal-endommage", "page {page}");
            refusals += 1;
        }
    }
    assert!(refusals > 0);
}

/// A disk without room refuses what would be lost; once there is room, the journal goes on where it was.
#[tokio::test]
async fn a_full_disk_refuses_and_loses_nothing() {
    let journal = published().await;
    let instance = journal.instance(Role::DelegueProtectionDonnees);
    journal.conditions.is_full.store(true, Ordering::SeqCst);
    let mut number = 1_000;
    let refused = loop {
        let answer = instance.try_append(&consultation(number)).await;
        if answer.status != StatusCode::OK {
            break answer;
        }
        number += 1;
    };
    assert_eq!(refused.slug(), "journal-sature");
    // What is smaller may still find room: asked until there is none for it either.
    let hold = json!({"agent": agent(1), "motif": "disque plein"});
    let (refused, holds) = until_refused(&instance, "/v1/journal/gels", &hold).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    let search = json!({"criteres": {"agent": agent(1)}});
    let (refused, searches) = until_refused(&instance, "/v1/journal/recherches", &search).await;
    assert_eq!(refused.json().get("data"), None, "a search that cannot be recorded gives nothing");
    journal.conditions.is_full.store(false, Ordering::SeqCst);
    let index = u128::from(instance.append(&consultation(number)).await.index);
    assert_eq!(index, 300 + number - 1_000 + holds + searches);
    assert_eq!(findings(&journal).await, Vec::<String>::new());
}

/// The first refusal, and how often it was done before.
async fn until_refused(instance: &Instance, path: &str, body: &Value) -> (Answer, u128) {
    let mut times = 0;
    loop {
        let answer = instance.post(path, body).await;
        if answer.status != StatusCode::OK {
            return (answer, times);
        }
        times += 1;
    }
}

/// A thief with the database changes one byte of what is stored: the verification names it. Every seventh byte, to keep
/// the test short.
#[tokio::test]
async fn a_flipped_byte_of_a_stored_entry_tile_or_checkpoint_is_named() {
    let journal = published().await;
    journal.tamper(
        "DROP TRIGGER leaves_are_never_changed; DROP TRIGGER contents_are_never_changed;
         DROP TRIGGER checkpoints_are_never_changed;",
    );
    for (table, key, columns, named) in [
        ("leaves", "leaf_index = 7", LEAVES, &["événement 7", "tuile 0/000"][..]),
        ("contents", "leaf_index = 270", CONTENTS, &["événement 270"]),
        ("nodes", "node_index = 0", &["hash"], &["tuile 0/000"]),
        ("checkpoints", "size = 300", &["root", "note"], &["point de contrôle 300"]),
    ] {
        for column in columns {
            let stored = journal.read_bytes(table, key, column);
            for place in (0..stored.len()).step_by(7) {
                let mut flipped = stored.clone();
                flipped[place] ^= 4;
                journal.write_bytes(table, key, column, &flipped);
                let found = findings(&journal).await;
                let is_named = found.iter().any(|found| named.contains(&found.as_str()));
                assert!(is_named, "{table}.{column}, byte {place}: {found:?}");
            }
            journal.write_bytes(table, key, column, &stored);
        }
    }
    assert_eq!(findings(&journal).await, Vec::<String>::new());
}

const PAGE: usize = 4096;

const LEAVES: &[&str] = &["event_id", "recorded_at", "leaf"];

const CONTENTS: &[&str] = &[
    "recorded_at",
    "kind",
    "outcome",
    "agent",
    "client",
    "organisation",
    "dossier",
    "purpose",
    "salt",
    "content",
];
