//! Nothing of one request is visible to another, however instances are reused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

mod acts;
mod callers;
mod ledger;

use std::sync::Arc;

use e2e::{ADVISED, Application, REUSES, fund, reuse};
use jiff::SignedDuration;

use callers::Caller;
use ledger::Ledger;

/// How many requests each caller makes.
const REQUESTS: usize = 200;

/// Whether the application runs elsewhere, where instances are not ours to reuse.
fn is_elsewhere() -> bool {
    std::env::var_os("E2E_BASE_URL").is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journey_is_the_same_however_instances_are_reused() {
    if is_elsewhere() {
        return;
    }
    for name in REUSES {
        let application = Application::start_locally(reuse(name)).await;
        let fund = fund(&application);
        let mut people = demo::load(&fund).await.unwrap().people;
        // One-time codes used to enrol are used up.
        application.host().unwrap().clock().advance(SignedDuration::from_mins(2));
        let mut told = String::new();
        let toured = tour::tour(&fund, &mut people, &mut |line| told.push_str(&format!("{line}\n"))).await;
        assert!(toured.is_ok(), "{name}: {told}\n{:#}", toured.unwrap_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_one_request_is_visible_to_another_of_the_same_instances() {
    if is_elsewhere() {
        return;
    }
    let application = Arc::new(Application::start_locally(reuse(ADVISED)).await);
    let loaded = demo::load(&fund(&application)).await.unwrap();
    let ledger = Arc::new(Ledger::default());
    let mut callers = callers::all(&application, &loaded);
    for caller in &mut callers {
        caller.ask_alone(&ledger).await;
    }
    callers::can_be_told_apart(&callers);
    let asking = callers.into_iter().map(|caller| tokio::spawn(ask(caller, ledger.clone())));
    for one in asking.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    let lines = application.host().unwrap().logs();
    for line in lines {
        assert!(callers::is_silent(&line.text), "{}: {}", line.component, line.text);
    }
}

async fn ask(caller: Caller, ledger: Arc<Ledger>) {
    for request in 1..=REQUESTS {
        caller.ask(request, &ledger).await;
    }
}
