//! Ending any one thing stops the very next reading, while readings go on: none that begins after the acknowledged end is
//! answered with data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use client::{Answer, Session};
use demo::{Loaded, conventions::ACTIVE};
use e2e::{Application, fund};
use serde_json::{Value, json};

/// Readers that ask at once.
const READERS: usize = 4;

/// How many readings each begins after the end.
const AFTER: usize = 10;

struct Stage {
    _application: Application,
    loaded: Loaded,
}

impl Stage {
    async fn start() -> Option<Self> {
        let application = Application::start().await;
        application.host()?;
        let fund = fund(&application);
        let loaded = demo::load(&fund).await.unwrap();
        Some(Self { _application: application, loaded })
    }

    fn session(&self, address: &str) -> Session {
        self.loaded.sessions[address].clone()
    }

    fn officer(&self) -> Session {
        self.session("agent@caf.exemple.invalid")
    }

    fn id(&self, name: &str) -> &str {
        &self.loaded.ids[name]
    }

    /// Readings under `reader` go on without pause; `end` is done; every one begun after is refused with one of `refusals`.
    async fn stops(&self, reader: &str, refusals: &'static [u16], end: impl AsyncFnOnce() -> Answer) {
        let session = self.session(&format!("{reader}@exemple.invalid"));
        let (begun, ended) = (Arc::new(tokio::sync::Semaphore::new(0)), Arc::new(AtomicBool::new(false)));
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                tokio::spawn(read(session.clone(), asked(reader), (begun.clone(), ended.clone()), refusals))
            })
            .collect();
        // Each reader has had data before the end.
        let _ = begun.acquire_many(u32::try_from(READERS).unwrap()).await.unwrap();
        let acknowledged = end().await;
        assert!(acknowledged.status.is_success(), "{reader}: {}", acknowledged.text());
        ended.store(true, Ordering::SeqCst);
        for one in readers {
            one.await.unwrap();
        }
    }
}

async fn read(
    session: Session,
    body: Value,
    (begun, ended): (Arc<tokio::sync::Semaphore>, Arc<AtomicBool>),
    refusals: &[u16],
) {
    let (mut before, mut after) = (0, 0);
    while after < AFTER {
        let is_over = ended.load(Ordering::SeqCst);
        let answer = session.post("/v1/consultations", &body).await.unwrap();
        match answer.status.as_u16() {
            200 => {
                assert!(!is_over, "data was given after the acknowledged end");
                if before == 0 {
                    begun.add_permits(1);
                }
                before += 1;
            }
            refused => assert!(refusals.contains(&refused), "{refused}: {}", answer.text()),
        }
        after += usize::from(is_over);
    }
    assert!(before > 0, "nothing was read before the end");
}

/// The reading of one of the demo set's professionals.
fn asked(name: &str) -> Value {
    let professional = ACTIVE.iter().find(|professional| professional.name == name).unwrap();
    let mut body = json!({
        "organisme": demo::FUND, "matricule": demo::matricule(48), "finalite": professional.purposes[0],
        "verification": {"telephone": demo::phone(48)},
    });
    if professional.purposes[0] == "gestion_locative" {
        body["code"] = json!(professional.code);
    }
    body
}

fn suspension(version: u32) -> Value {
    json!({"version": version, "motif": "Essai"})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_end_stops_the_very_next_reading_under_load() {
    let Some(stage) = Stage::start().await else { return };
    let officer = &stage.officer();

    let habilitation = format!("/v1/habilitations/{}/suspension", stage.id("habilitation-analyste"));
    let suspended = async || officer.post(&habilitation, &suspension(6)).await.unwrap();
    stage.stops("analyste", &[403], suspended).await;

    let known = format!("/v1/habilitations/{}", stage.id("habilitation-travailleuse-sociale"));
    let person =
        officer.get(&known).await.unwrap().success().unwrap()["personne"].as_str().unwrap().to_owned();
    let departure = format!("/v1/habilitations/personnes/{person}/depart");
    let left = async || officer.post(&departure, &json!({"motif": "Essai"})).await.unwrap();
    // The account is closed too: which of the two refuses first is not promised.
    stage.stops("travailleuse-sociale", &[401, 403], left).await;

    let contract = format!("/v1/conventions/contrats/{}/suspension", stage.id("contrat-0"));
    stage
        .stops("restauration", &[403], async || officer.post(&contract, &suspension(1)).await.unwrap())
        .await;

    let convention = format!("/v1/conventions/{}/suspension", stage.id("convention-3"));
    stage.stops("active", &[403], async || officer.post(&convention, &suspension(6)).await.unwrap()).await;

    let account = stage.session("vacances@exemple.invalid").claims()["sub"].as_str().unwrap().to_owned();
    let sessions = format!("/login/comptes/{account}/sessions");
    stage.stops("vacances", &[401], async || officer.delete(&sessions).await.unwrap()).await;
}
