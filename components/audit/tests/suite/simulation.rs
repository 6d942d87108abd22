//! Thousands of random operations against a model. Invariants, looked at after each and at the end:
//! - a receipt that was given is given again, byte for byte, whatever broke in between;
//! - places have neither gap nor duplicate;
//! - every checkpoint ever shown is consistent with every later one;
//! - a search finds exactly what the model has, and nothing that was purged;
//! - every receipt verifies at the end, and is in the last checkpoint;
//! - a verification finds nothing: purges, cut or not, explain all that is missing.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use access::Role;
use futures_util::{future::join_all, poll};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use journal::Receipt;
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use transparency::{Checkpoint, verify_consistency, verify_inclusion};

use crate::world::{Answer, Instance, JournalWorld, agent, consultation, log_key};

#[derive(Debug, Clone)]
enum Operation {
    /// Append event `number`, perhaps for the second time, while statement `fault` fails before or after it acts.
    Append {
        number: u8,
        fault: Option<(u8, bool)>,
    },
    /// Append all of these at once, while statement `fault` fails before or after it acts.
    AppendTogether {
        numbers: Vec<u8>,
        fault: Option<(u8, bool)>,
    },
    /// Append all of these at once, in an instance that is killed after so many turns; each turn ends before a statement.
    KillAppends {
        numbers: Vec<u8>,
        turns: u8,
    },
    /// Append while the files cannot grow.
    AppendOnFullDisk {
        numbers: Vec<u8>,
    },
    Restart,
    Wait {
        hours: u16,
    },
    ClockBack {
        minutes: u8,
    },
    Publish,
    Purge {
        cut: Option<Cut>,
    },
    Hold {
        agent: u8,
    },
    Search {
        agent: u8,
    },
}

/// How a purge ends before its end.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// At this statement, which acts and reports a failure.
    Fault(u8),
    /// With its instance, killed after so many turns.
    Kill(u8),
}

fn operation() -> impl Strategy<Value = Operation> {
    let fault = proptest::option::weighted(0.4, (1..14_u8, any::<bool>()));
    let few = proptest::option::weighted(0.5, (1..4_u8, any::<bool>()));
    let cut = prop_oneof![(1..20_u8).prop_map(Cut::Fault), (1..20_u8).prop_map(Cut::Kill)];
    let numbers = || vec(any::<u8>(), 1..12);
    prop_oneof![
        12 => (any::<u8>(), fault).prop_map(|(number, fault)| Operation::Append { number, fault }),
        4 => (numbers(), few).prop_map(|(numbers, fault)| Operation::AppendTogether { numbers, fault }),
        3 => (numbers(), 0..8_u8).prop_map(|(numbers, turns)| Operation::KillAppends { numbers, turns }),
        1 => numbers().prop_map(|numbers| Operation::AppendOnFullDisk { numbers }),
        2 => Just(Operation::Restart),
        2 => (1..4_000_u16).prop_map(|hours| Operation::Wait { hours }),
        1 => (1..240_u8).prop_map(|minutes| Operation::ClockBack { minutes }),
        2 => Just(Operation::Publish),
        2 => proptest::option::weighted(0.5, cut).prop_map(|cut| Operation::Purge { cut }),
        1 => (0..7_u8).prop_map(|agent| Operation::Hold { agent }),
        2 => (0..7_u8).prop_map(|agent| Operation::Search { agent }),
    ]
}

struct Model {
    journal: JournalWorld,
    instance: Instance,
    receipts: BTreeMap<u8, Receipt>,
    /// Events whose content must still be found.
    present: BTreeMap<u8, Timestamp>,
    held: Vec<u8>,
    checkpoints: Vec<Checkpoint>,
}

impl Model {
    /// The schema is there already: on one thread, two requests that make it at once would wait for each other.
    async fn new() -> Self {
        let journal = JournalWorld::new();
        let instance = journal.instance(Role::DelegueProtectionDonnees);
        instance.get(web::READINESS_PATH).await.ok();
        journal.conditions.yields.store(true, Ordering::SeqCst);
        let (receipts, present) = (BTreeMap::new(), BTreeMap::new());
        Self { journal, instance, receipts, present, held: Vec::new(), checkpoints: Vec::new() }
    }

    async fn run(&mut self, operation: &Operation) {
        match operation {
            Operation::Append { number, fault } => self.append(&[*number], *fault).await,
            Operation::AppendTogether { numbers, fault } => self.append(numbers, *fault).await,
            Operation::KillAppends { numbers, turns } => self.kill_appends(numbers, *turns).await,
            Operation::AppendOnFullDisk { numbers } => {
                self.journal.conditions.is_full.store(true, Ordering::SeqCst);
                self.try_append(numbers).await;
                self.journal.conditions.is_full.store(false, Ordering::SeqCst);
                self.append(numbers, None).await;
            }
            Operation::Restart => self.restart(),
            Operation::Wait { hours } => {
                self.journal.world.clock.advance(SignedDuration::from_hours(i64::from(*hours)));
            }
            Operation::ClockBack { minutes } => {
                self.journal.world.clock.advance(SignedDuration::from_mins(-i64::from(*minutes)));
            }
            Operation::Publish => self.publish().await,
            Operation::Purge { cut } => self.purge(*cut).await,
            Operation::Hold { agent: number } => {
                let body = json!({"agent": agent(u128::from(*number)), "motif": "simulation"});
                self.instance.post("/v1/journal/gels", &body).await.ok();
                self.held.push(*number);
            }
            Operation::Search { agent } => self.search(*agent).await,
        }
    }

    fn restart(&mut self) {
        self.instance = self.journal.instance(Role::DelegueProtectionDonnees);
    }

    async fn append(&mut self, numbers: &[u8], fault: Option<(u8, bool)>) {
        let faults = self.journal.world.faults.clone();
        match fault {
            Some((statement, true)) => faults.fail_after_statement(statement.into()),
            Some((statement, false)) => faults.fail_statement(statement.into()),
            None => {}
        }
        let first = self.try_append(numbers).await;
        faults.clear();
        for (number, first) in numbers.iter().zip(first) {
            let receipt = self.instance.append(&consultation((*number).into())).await;
            match self.receipts.insert(*number, receipt.clone()) {
                Some(known) => assert_eq!(known, receipt),
                None => _ = self.present.insert(*number, receipt.recorded_at),
            }
            if let Some(first) = first {
                assert_eq!(first, receipt);
            }
        }
    }

    /// What one attempt for each, all at once, gives: a receipt, or a refusal that tells nothing of whether it is there.
    async fn try_append(&self, numbers: &[u8]) -> Vec<Option<Receipt>> {
        let events: Vec<_> = numbers.iter().map(|number| consultation((*number).into())).collect();
        let answers = join_all(events.iter().map(|event| self.instance.try_append(event))).await;
        let read = |answer: &Answer| match answer.status {
            StatusCode::OK => Some(serde_json::from_slice(&answer.body).unwrap()),
            status => {
                assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text());
                None
            }
        };
        answers.iter().map(read).collect()
    }

    async fn kill_appends(&mut self, numbers: &[u8], turns: u8) {
        run_for(turns, self.try_append(numbers)).await;
        self.restart();
        self.append(numbers, None).await;
    }

    async fn publish(&mut self) {
        let scheduler = self.journal.instance(Role::Ordonnanceur);
        scheduler.post("/v1/journal/maintenance", &json!({})).await.ok();
        self.journal.world.clock.advance(SignedDuration::from_secs(11));
        let note = self.instance.get("/log/checkpoint").await.ok().text();
        self.checkpoints.push(Checkpoint::open(&note, &log_key()).unwrap());
    }

    async fn purge(&mut self, cut: Option<Cut>) {
        // 00:45 in UTC is within the window in winter and in summer.
        let clock = &self.journal.world.clock;
        let midnight = self.journal.world.platform().clock.now().as_second() / 86_400 * 86_400;
        clock.set(Timestamp::from_second(midnight + 86_400 + 2_700).unwrap());
        self.journal.confirm_clock().await;
        let doomed = self.journal.instance(Role::Ordonnanceur);
        let (nothing, faults) = (json!({}), self.journal.world.faults.clone());
        let purge = doomed.post("/v1/journal/purges", &nothing);
        match cut {
            Some(Cut::Fault(statement)) => {
                faults.fail_after_statement(statement.into());
                purge.await;
                faults.clear();
            }
            Some(Cut::Kill(turns)) => run_for(turns, purge).await,
            None => {}
        }
        self.journal.instance(Role::Ordonnanceur).post("/v1/journal/purges", &json!({})).await.ok();
        let now = self.journal.world.platform().clock.now().to_zoned(jiff::tz::get!("Europe/Paris"));
        let before = now.checked_sub(jiff::Span::new().months(24)).unwrap().timestamp();
        let held = self.held.clone();
        self.present.retain(|number, at| *at >= before || held.contains(&(number % 7)));
    }

    async fn search(&self, number: u8) {
        let criteria = json!({"agent": agent(u128::from(number))});
        let body = json!({"criteres": criteria, "limite": 200});
        let answer = self.instance.post("/v1/journal/recherches", &body).await.ok().json();
        let found = answer["data"].as_array().unwrap().iter();
        let found = found.filter(|event| event["evenement"]["dossier"].is_string());
        let found: Vec<u64> = found.map(|event| event["rang"].as_u64().unwrap()).collect();
        let expected = self.present.keys().filter(|present| **present % 7 == number);
        let mut expected: Vec<u64> = expected.map(|present| self.receipts[present].index).collect();
        expected.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(found, expected);
    }

    fn assert_no_gap(&self) {
        let connection = rusqlite::Connection::open(self.journal.file()).unwrap();
        let counted = connection.query_row("SELECT count(*), max(leaf_index) + 1 FROM leaves", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        });
        let (count, next) = counted.unwrap();
        assert_eq!(count, next, "a gap");
    }

    async fn finish(&mut self) {
        self.assert_no_gap();
        self.publish().await;
        let verification = self.instance.post("/v1/journal/verifications", &json!({})).await.ok().json();
        assert_eq!(verification["constats"], json!([]));
        let last = self.checkpoints.last().unwrap().clone();
        for receipt in self.receipts.values() {
            let leaf = receipt.verify(&log_key()).unwrap();
            let path = format!("/log/proofs/inclusion?rang={}&taille={}", receipt.index, last.size);
            assert!(verify_inclusion(&self.proof(&path).await, receipt.index, leaf, last.size, last.root));
        }
        for pair in self.checkpoints.windows(2) {
            let (old, new) = (&pair[0], &pair[1]);
            if old.size == 0 {
                continue;
            }
            let path = format!("/log/proofs/consistency?de={}&a={}", old.size, new.size);
            assert!(verify_consistency(&self.proof(&path).await, old.size, old.root, new.size, new.root));
        }
    }

    async fn proof(&self, path: &str) -> Vec<transparency::Hash> {
        let answer = self.instance.get(path).await.ok().json();
        let hashes = answer["preuve"].as_array().unwrap();
        hashes.iter().map(|hash| transparency::Hash::parse(hash.as_str().unwrap()).unwrap()).collect()
    }
}

/// Runs `future` for so many turns, then drops it where it is.
async fn run_for<F: Future>(turns: u8, future: F) {
    let mut future = Box::pin(future);
    for _ in 0..turns {
        if poll!(future.as_mut()).is_ready() {
            return;
        }
    }
}

proptest! {
    // 12 runs of 150 to 400 operations: thousands in all.
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_journal_agrees_with_its_model(operations in vec(operation(), 150..400)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut model = Model::new().await;
            for operation in &operations {
                model.run(operation).await;
            }
            model.finish().await;
        });
    }
}
