//! A journal that no longer agrees with what it published refuses to go on, and says where it is wrong.

use access::Role;
use http::StatusCode;
use serde_json::{Value, json};

use crate::world::{JournalWorld, consultation};

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
    // A leaf under a full tile: nothing at the edge of the tree shows it, the tile above does.
    journal.tamper(
        "DROP TRIGGER leaves_are_never_changed; DELETE FROM contents WHERE leaf_index = 7;
         UPDATE leaves SET leaf = (SELECT leaf FROM leaves WHERE leaf_index = 8) WHERE leaf_index = 7;",
    );
    assert_eq!(findings(&journal).await, ["tuile 0/000", "événement 270"]);
    journal.tamper(
        "DROP TRIGGER checkpoints_are_never_changed; DROP TRIGGER checkpoints_are_never_deleted;
         INSERT INTO checkpoints SELECT 12, root, note, published_at FROM checkpoints LIMIT 1;",
    );
    assert_eq!(findings(&journal).await, ["tuile 0/000", "événement 270", "point de contrôle 12"]);
}

/// A page of the file is overwritten: SQLite itself refuses, and the answer keeps its cause to itself.
#[tokio::test]
async fn a_damaged_page_is_a_refusal_and_not_a_wrong_answer() {
    let journal = published().await;
    journal.tamper("PRAGMA wal_checkpoint(TRUNCATE);");
    let mut bytes = std::fs::read(journal.file()).unwrap();
    for byte in bytes.iter_mut().skip(4096) {
        *byte = 0xff;
    }
    std::fs::write(journal.file(), bytes).unwrap();
    let answer = journal.instance(Role::Auditeur).try_append(&consultation(1_000)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.text().contains("malformed"));
}
