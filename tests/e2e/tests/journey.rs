//! The whole journey, over HTTP alone: the demo set is loaded as its people would, then the tour is made. Every answer is
//! one that the contract promises, and `RECORD_EXAMPLES=1` keeps one of each operation as its example.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use client::Exchange;
use contract::Example;
use e2e::{Application, fund_before, promise};
use jiff::SignedDuration;

/// What the journey asked.
#[derive(Default)]
struct Seen {
    /// Of each operation, the shortest example that shows something.
    examples: BTreeMap<String, Example>,
    /// What no contract promises.
    unpromised: Vec<String>,
}

impl Seen {
    fn keep(&mut self, exchange: &Exchange) {
        let operation = match promise().keeps(exchange) {
            Ok(operation) => operation,
            Err(error) => return self.unpromised.push(format!("{error:#}")),
        };
        let Some(example) = Example::of(exchange) else { return };
        let is_better =
            |known: &Example| known.is_empty() || (!example.is_empty() && example.len() < known.len());
        if self.examples.get(operation).is_none_or(is_better) {
            self.examples.insert(operation.to_owned(), example);
        }
    }
}

#[tokio::test]
async fn the_tour_is_what_it_promises() {
    let application = Application::start().await;
    // Elsewhere, the demo set and its people are not ours to know: `cargo tour --people` visits it.
    let Some(host) = application.host() else { return };
    let seen = Arc::<Mutex<Seen>>::default();
    let fund = fund_before(&application, {
        let seen = seen.clone();
        move |exchange| seen.lock().unwrap().keep(exchange)
    });
    let mut people = demo::load(&fund).await.unwrap().people;
    // One-time codes used to enrol are used up.
    host.clock().advance(SignedDuration::from_mins(2));
    let mut told = String::new();
    let result = tour::tour(&fund, &mut people, &mut |line| told.push_str(&format!("{line}\n"))).await;
    assert!(result.is_ok(), "{told}\n{:#}", result.unwrap_err());
    assert!(told.contains("✓"), "{told}");
    let seen = seen.lock().unwrap();
    if std::env::var_os("RECORD_EXAMPLES").is_some() {
        seen.examples.iter().for_each(|(operation, example)| example.write(operation).unwrap());
    }
    assert!(seen.unpromised.is_empty(), "{:#?}", seen.unpromised);
}
