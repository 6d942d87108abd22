//! Appends that come together share one commit, and none of them depends on another.

use std::{collections::BTreeSet, sync::atomic::Ordering};

use access::Role;
use futures_util::{
    future::{MaybeDone, join_all, maybe_done},
    poll,
};
use http::StatusCode;
use journal::{Event, Kind, Receipt};
use uuid::Uuid;

use crate::world::{Answer, Instance, JournalWorld, consultation, journal_read, log_key};

/// A journal with one event, whose statements let the other requests of the instance go on.
async fn busy_journal() -> (JournalWorld, Instance) {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append(&consultation(0)).await;
    journal.conditions.yields.store(true, Ordering::SeqCst);
    (journal, instance)
}

async fn append_together(instance: &Instance, events: &[Event]) -> Vec<Answer> {
    join_all(events.iter().map(|event| instance.try_append(event))).await
}

fn consultations(numbers: std::ops::Range<u128>) -> Vec<Event> {
    numbers.map(consultation).collect()
}

fn receipt(answer: &Answer) -> Receipt {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let receipt: Receipt = serde_json::from_slice(&answer.body).unwrap();
    receipt.verify(&log_key()).unwrap();
    receipt
}

fn places(answers: &[Answer]) -> BTreeSet<u64> {
    answers.iter().map(|answer| receipt(answer).index).collect()
}

#[tokio::test]
async fn those_that_come_while_one_is_written_share_the_next_commit() {
    let (journal, instance) = busy_journal().await;
    let before = journal.world.faults.statements();
    let answers = append_together(&instance, &consultations(1..17)).await;
    assert_eq!(journal.world.faults.statements() - before, 2, "the first alone, then the other fifteen");
    assert_eq!(places(&answers), (1..17).collect());
}

#[tokio::test]
async fn the_entries_of_a_batch_are_those_of_their_events() {
    let (journal, instance) = busy_journal().await;
    let events = consultations(1..17);
    for (event, answer) in events.iter().zip(append_together(&instance, &events).await) {
        assert_eq!(receipt(&answer).event, event.id);
    }
    let answer = instance.post("/v1/journal/verifications", &serde_json::json!({})).await.ok().json();
    assert_eq!(answer["constats"], serde_json::json!([]));
    drop(journal);
}

/// Request `gone` is dropped after so many polls of all: while it waits, while it writes for itself, while it writes for
/// the others.
#[tokio::test]
async fn a_request_that_is_dropped_strands_no_other() {
    let (_journal, instance) = busy_journal().await;
    let mut next = 1;
    for polls in 0..8 {
        for gone in 0..4 {
            let events = consultations(next..next + 4);
            next += 4;
            let mut requests: Vec<_> =
                events.iter().map(|event| Box::pin(maybe_done(instance.try_append(event)))).collect();
            for _ in 0..polls {
                for request in &mut requests {
                    _ = poll!(request.as_mut());
                }
            }
            drop(requests.remove(gone));
            let answers: Vec<_> = join_all(requests.into_iter().map(finish)).await;
            let receipts: Vec<_> = answers.iter().map(receipt).collect();
            assert_eq!(receipts.len(), 3);
            instance.append(&events[gone]).await;
        }
    }
    let last = instance.append(&consultation(next)).await;
    assert_eq!(u128::from(last.index), next, "neither gap nor duplicate");
}

async fn finish<F: Future<Output = Answer>>(mut request: std::pin::Pin<Box<MaybeDone<F>>>) -> Answer {
    request.as_mut().await;
    request.as_mut().take_output().unwrap()
}

#[tokio::test]
async fn an_event_that_is_refused_leaves_the_others_of_its_batch() {
    let (_journal, instance) = busy_journal().await;
    let other = Event::done(Uuid::from_u128(0), Kind::SignedOut {});
    let words = vec![journal::word!("a"); 5_000];
    let long = Event::done(Uuid::from_u128(9), journal_read(words));
    let retry = consultation(0);
    let events = [consultation(1), other, consultation(2), long, consultation(2), retry, consultation(3)];
    let answers = append_together(&instance, &events).await;
    assert_eq!(answers[1].slug(), "evenement-different");
    assert_eq!(answers[3].status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(receipt(&answers[2]), receipt(&answers[4]), "an event that comes twice is there once");
    assert_eq!(receipt(&answers[5]).index, 0);
    let appended: BTreeSet<_> = [0, 2, 6].map(|place: usize| receipt(&answers[place]).index).into();
    assert_eq!(appended, (1..4).collect());
}

/// Two requests bring different events under one id, in one batch: one is appended, the other refused.
#[tokio::test]
async fn of_two_events_with_one_id_in_a_batch_one_is_appended() {
    let (_journal, instance) = busy_journal().await;
    let twin = Event::done(consultation(2).id, Kind::SignedOut {});
    let answers = append_together(&instance, &[consultation(1), consultation(2), twin]).await;
    let mut statuses = [answers[1].status, answers[2].status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    assert_eq!(instance.append(&consultation(3)).await.index, 3);
}

#[tokio::test]
async fn a_fault_of_the_commit_is_unknown_to_all_and_trying_again_appends_each_once() {
    for acts in [false, true] {
        let (journal, instance) = busy_journal().await;
        let events = consultations(1..17);
        if acts {
            journal.world.faults.fail_after_statement(2);
        } else {
            journal.world.faults.fail_statement(2);
        }
        let answers = append_together(&instance, &events).await;
        let unknown = answers.iter().filter(|answer| answer.status == StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(unknown.count(), 15);
        assert_eq!(places(&append_together(&instance, &events).await), (1..17).collect());
        assert_eq!(instance.append(&consultation(17)).await.index, 17);
    }
}

/// Threads of their own, as the instances of several hosts: the database alone decides.
#[test]
fn instances_that_write_at_once_take_different_places() {
    let journal = JournalWorld::new();
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime().block_on(journal.instance(Role::Auditeur).append(&consultation(0)));
    let append = |worker: u128| {
        let instance = journal.instance(Role::Auditeur);
        runtime().block_on(async {
            let mut taken = BTreeSet::new();
            for batch in 0..5 {
                let from = 1 + worker * 100 + batch * 16;
                taken.extend(places(&append_together(&instance, &consultations(from..from + 16)).await));
            }
            taken
        })
    };
    let taken: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|worker| scope.spawn(move || append(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(taken.into_iter().flatten().collect::<BTreeSet<_>>(), (1..321).collect());
}
