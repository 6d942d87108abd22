use std::time::Duration;

use super::{Faults, Outcome};

#[test]
fn only_the_nth_next_statement_of_the_component_fails() {
    let faults = Faults::default();
    faults.next_statement("a");
    faults.fail_statement("a", 2);
    let outcomes: Vec<_> = (0..3).map(|_| faults.next_statement("a")).collect();
    assert_eq!(outcomes, [Outcome::Normal, Outcome::FailBefore, Outcome::Normal]);
    assert_eq!(faults.next_statement("b"), Outcome::Normal);
    assert_eq!((faults.statements("a"), faults.statements("b")), (4, 1));
}

#[test]
fn a_statement_may_fail_after_it_was_executed() {
    let faults = Faults::default();
    faults.fail_after_statement("a", 1);
    assert_eq!(faults.next_statement("a"), Outcome::FailAfter);
}

#[test]
fn calls_are_counted_by_their_target() {
    let faults = Faults::default();
    faults.fail_call("a", 1);
    faults.fail_after_call("a", 2);
    faults.delay_call("a", Duration::from_millis(5));
    assert_eq!(faults.next_call("b"), (Outcome::Normal, None));
    assert_eq!(faults.next_call("a"), (Outcome::FailBefore, Some(Duration::from_millis(5))));
    assert_eq!(faults.next_call("a").0, Outcome::FailAfter);
}

#[test]
fn clearing_forgets_faults_and_keeps_counting() {
    let faults = Faults::default();
    faults.next_statement("a");
    faults.fail_statement("a", 1);
    faults.fail_call("a", 1);
    faults.delay_call("a", Duration::from_millis(5));
    faults.clear();
    assert_eq!(faults.next_statement("a"), Outcome::Normal);
    assert_eq!(faults.next_call("a"), (Outcome::Normal, None));
    assert_eq!(faults.statements("a"), 2);
}

#[tokio::test]
async fn dropping_instances_concerns_those_that_exist() {
    let faults = Faults::default();
    let existing = faults.dropped("a");
    faults.drop_instances("a");
    existing.await;
    let later = faults.dropped("a");
    assert!(futures_util::FutureExt::now_or_never(later).is_none());
}
