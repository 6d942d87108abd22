//! What a receipt proves, and what its client does when the journal does not answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test tool reports by panicking"
)]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use journal::{Event, Journal, JournalError, Kind, Leaf, Receipt, commit, receipt_signer_name};
use platform::{OutboundError, native::World};
use transparency::{Signer, VerifierKey};
use uuid::Uuid;
use web::Context;

const ORIGIN: &str = "journal.example";
const SEED: [u8; 32] = [7; 32];

fn receipt() -> Receipt {
    let recorded_at: Timestamp = "2026-03-02T09:00:00.123456Z".parse().unwrap();
    let leaf = Leaf {
        event: Uuid::from_u128(1),
        recorded_at,
        clock: recorded_at,
        commitment: [3; 32],
        tag: [4; 16],
    };
    assert_eq!(Leaf::from_bytes(&leaf.to_bytes()), Some(leaf));
    let signer = Signer::new(&receipt_signer_name(ORIGIN), &SEED).unwrap();
    Receipt::sign(leaf.event, 12, leaf.hash(), recorded_at, &signer)
}

fn log_key() -> VerifierKey {
    Signer::new(ORIGIN, &SEED).unwrap().verifier_key()
}

#[test]
fn a_receipt_verifies_with_the_logs_public_key_alone() {
    let text = serde_json::to_string(&receipt()).unwrap();
    let read: Receipt = serde_json::from_str(&text).unwrap();
    assert!(read.verify(&log_key()).is_ok());
}

#[test]
fn a_receipt_changed_in_any_member_is_refused() {
    let changes: [fn(&mut Receipt); 5] = [
        |receipt| receipt.event = Uuid::from_u128(2),
        |receipt| receipt.index = 13,
        |receipt| receipt.leaf_hash = transparency::Hash([0; 32]).to_string(),
        |receipt| receipt.recorded_at = Timestamp::UNIX_EPOCH,
        |receipt| receipt.signature = receipt.signature.replace("recepisse", "autre"),
    ];
    for change in changes {
        let mut changed = receipt();
        change(&mut changed);
        assert!(changed.verify(&log_key()).is_err(), "{changed:?}");
    }
}

#[test]
fn a_commitment_depends_on_the_salt_and_on_the_content() {
    let commitment = commit(&[1; 32], b"content");
    assert_ne!(commitment, commit(&[2; 32], b"content"));
    assert_ne!(commitment, commit(&[1; 32], b"Content"));
}

fn context(world: &World) -> Context {
    Context { request_id: Uuid::nil(), now: world.platform().clock.now() }
}

#[tokio::test]
async fn an_event_whose_fate_is_unknown_is_sent_again_under_the_same_id() {
    let world = World::new().unwrap();
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = seen.clone();
    world.network.plug("audit", move |request| {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            let event: Event = serde_json::from_slice(request.body()).unwrap();
            assert_eq!(event.id, Uuid::from_u128(5));
            if first {
                return Err(OutboundError::Failed("cut".to_owned()));
            }
            Ok(Response::new(Bytes::from(serde_json::to_vec(&receipt()).unwrap())))
        }
    });
    let (platform, context) = (world.platform(), context(&world));
    let event = Event::done(Uuid::from_u128(5), Kind::SignedOut {});
    assert_eq!(Journal::new(&platform, &context).record(event).await, Ok(receipt()));
    assert_eq!(seen.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_journal_that_never_answers_leaves_the_fate_unknown() {
    let world = World::new().unwrap();
    world.network.cut("audit");
    let (platform, context) = (world.platform(), context(&world));
    let event = Event::done(Uuid::from_u128(5), Kind::SignedOut {});
    let answer = Journal::new(&platform, &context).record(event).await;
    assert!(matches!(answer, Err(JournalError::Unknown(_))), "{answer:?}");
}
