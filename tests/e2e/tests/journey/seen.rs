use std::collections::{BTreeMap, BTreeSet};

use client::Exchange;
use contract::{Example, Refusal};
use e2e::promise;

/// What was exchanged.
#[derive(Default)]
pub struct Seen {
    /// Of each operation, the best example.
    examples: BTreeMap<String, Example>,
    /// Of each operation, how it refused, by kind.
    refusals: BTreeMap<String, BTreeMap<String, Refusal>>,
    /// What no contract promises.
    pub unpromised: Vec<String>,
}

impl Seen {
    pub fn keep(&mut self, exchange: &Exchange) {
        let operation = match promise().keeps(exchange) {
            Ok(operation) => operation.to_owned(),
            Err(error) => return self.unpromised.push(format!("{error:#}")),
        };
        if let Some((kind, refusal)) = Refusal::of(exchange) {
            self.refusals.entry(operation.clone()).or_default().entry(kind).or_insert(refusal);
        }
        let Some(example) = Example::of(exchange) else { return };
        if self.examples.get(&operation).is_none_or(|known| example.is_better_than(known)) {
            self.examples.insert(operation, example);
        }
    }

    /// The operations of which nobody asked anything that was done.
    pub fn never_done(&self) -> Vec<String> {
        let done: BTreeSet<_> = self.examples.keys().collect();
        promise().operations().into_iter().filter(|operation| !done.contains(operation)).collect()
    }

    /// Keeps the example of each operation.
    pub fn record(&self) {
        for (operation, example) in &self.examples {
            let refusals = self.refusals.get(operation).cloned().unwrap_or_default();
            example.clone().refusing(refusals).write(operation).unwrap();
        }
    }
}
