//! An append is durable, happens once, and is proved by a receipt that any retry gets too.

use access::Role;
use http::StatusCode;
use jiff::SignedDuration;
use journal::{Event, Kind};
use serde_json::json;
use uuid::Uuid;

use crate::world::{JournalWorld, consultation, journal_read, log_key};

#[tokio::test]
async fn each_event_gets_the_next_place_and_a_receipt_that_verifies() {
    let journal = JournalWorld::new();
    let receipts = journal.instance(Role::Auditeur).append_many(1..20).await;
    for (place, receipt) in receipts.iter().enumerate() {
        assert_eq!(receipt.index, place as u64);
        receipt.verify(&log_key()).unwrap();
    }
}

#[tokio::test]
async fn a_retry_gets_the_same_receipt_even_from_another_instance_and_later() {
    let journal = JournalWorld::new();
    let first = journal.instance(Role::Auditeur).append(&consultation(1)).await;
    journal.instance(Role::Auditeur).append(&consultation(2)).await;
    journal.world.clock.advance(SignedDuration::from_hours(5));
    assert_eq!(journal.instance(Role::Auditeur).append(&consultation(1)).await, first);
}

#[tokio::test]
async fn an_id_used_for_another_event_is_refused() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append(&consultation(1)).await;
    let other = Event::done(Uuid::from_u128(1), Kind::SignedOut {});
    assert_eq!(instance.try_append(&other).await.slug(), "evenement-different");
}

#[tokio::test]
async fn an_unknown_kind_an_oversized_word_and_free_text_are_refused() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    let id = Uuid::from_u128(1);
    for kind in [
        json!({"type": "DossierDeleted"}),
        json!({"type": "SignedOut", "nom": "Durand"}),
        json!({"type": "ConsultationRefused", "motif": "a".repeat(65)}),
        json!({"type": "ConsultationRefused", "motif": "Mme Durand, 06 12 34 56 78"}),
    ] {
        let answer =
            instance.post(journal::APPEND_PATH, &json!({"id": id, "fait": kind, "issue": "fait"})).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
    }
    let many = vec![journal::word!("a"); 5_000];
    let long = Event::done(id, journal_read(many));
    assert_eq!(instance.try_append(&long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(instance.append(&consultation(1)).await.index, 0, "nothing was written before");
}

#[tokio::test]
async fn a_clock_that_goes_backwards_never_takes_an_entry_back_in_time() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    let before = instance.append(&consultation(1)).await;
    journal.world.clock.advance(SignedDuration::from_hours(-24));
    let receipts = instance.append_many(2..5).await;
    assert!(receipts.iter().all(|receipt| receipt.recorded_at == before.recorded_at));
    journal.world.clock.advance(SignedDuration::from_hours(48));
    assert!(instance.append(&consultation(9)).await.recorded_at > before.recorded_at);
}

#[tokio::test]
async fn the_append_is_private() {
    let journal = JournalWorld::new();
    let request = http::Request::post(journal::APPEND_PATH)
        .header("spin-client-addr", "203.0.113.9:4000")
        .body(http_body_util::Full::new(bytes::Bytes::new()))
        .unwrap();
    let answer = audit::app(journal.world.platform()).handle(request).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

/// Fails each statement of an append in turn, once before it acts and once after: whatever the caller saw, trying again
/// gives one entry, without gap.
#[tokio::test]
async fn whatever_statement_fails_a_retry_leaves_one_entry_and_no_gap() {
    let journal = JournalWorld::new();
    journal.instance(Role::Auditeur).append_many(0..255).await;
    for acts in [false, true] {
        for statement in 1..40 {
            let number = 1_000 + u128::from(statement) + if acts { 500 } else { 0 };
            let instance = journal.instance(Role::Auditeur);
            if acts {
                journal.world.faults.fail_after_statement(statement);
            } else {
                journal.world.faults.fail_statement(statement);
            }
            let unsure = instance.try_append(&consultation(number)).await;
            journal.world.faults.clear();
            assert!(matches!(unsure.status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE));
            let receipt = journal.instance(Role::Auditeur).append(&consultation(number)).await;
            assert_eq!(receipt.index, 255 + u64::from(acts) * 39 + statement - 1);
            receipt.verify(&log_key()).unwrap();
        }
    }
}
