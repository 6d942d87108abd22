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

use client::{Answer, Person, Session};
use demo::{Fund, Loaded, conventions::ACTIVE};
use e2e::{Application, fund};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::{Value, json};

/// Readers that ask at once.
const READERS: usize = 4;

/// How many readings each begins after the end.
const AFTER: usize = 10;

struct Stage {
    application: Application,
    fund: Fund,
    loaded: Loaded,
}

impl Stage {
    async fn start() -> Option<Self> {
        let application = Application::start().await;
        let clock = application.host()?.clock();
        clock.advance(until_late(clock.now()));
        let fund = fund(&application);
        let loaded = demo::load(&fund).await.unwrap();
        Some(Self { application, fund, loaded })
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
        Self::stops_session(reader, session, refusals, end).await;
    }

    async fn stops_session(
        reader: &str,
        session: Session,
        refusals: &'static [u16],
        end: impl AsyncFnOnce() -> Answer,
    ) {
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

/// How long until three minutes before midnight in France: the day on which a certificate ends is nearly over, and the
/// tokens of the loading live until the next.
fn until_late(now: Timestamp) -> SignedDuration {
    let now = now.to_zoned(jiff::tz::get!("Europe/Paris"));
    let late = now.date().at(23, 57, 0, 0).to_zoned(now.time_zone().clone()).unwrap();
    let late = if late < now { late.checked_add(1.day()).unwrap() } else { late };
    now.duration_until(&late)
}

impl Stage {
    /// A colleague of the demo set's clerk of holiday aids, whose training certificate ends today.
    async fn colleague_trained_until_today(&self) -> Session {
        let today = self.fund.service().now().to_zoned(jiff::tz::get!("Europe/Paris")).date();
        let (start, end) = (today.checked_sub(1.day()).unwrap(), today.checked_add(30.days()).unwrap());
        let manager = &self.session("gestionnaire7@exemple.invalid");
        let representative = &self.session("responsable7@exemple.invalid");
        let body = json!({
            "contrat": self.id("contrat-7"), "fonction": "Gestionnaire d'aides aux vacances", "profil": "T5",
            "personne": {"email": "collegue@exemple.invalid", "nom": "Quartz", "prenoms": "Iris"},
            "finalites": ["aide_aux_vacances"], "debut": start, "fin": end,
        });
        let asked = manager.post("/v1/habilitations", &body).await.unwrap().success().unwrap();
        for (version, (act, author)) in (1..).zip([
            ("contresignature", representative),
            ("acceptation", &self.officer()),
            ("engagements", manager),
            ("certificat", &self.session("agent2@caf.exemple.invalid")),
            ("activation", manager),
        ]) {
            let body = json!({
                "version": version, "empreinte": "0".repeat(64), "signe_le": start,
                "attestation": {"organisme": "Institut fictif", "delivree_le": start, "fin": today},
            });
            let path = format!("/v1/habilitations/{}/{act}", asked["id"].as_str().unwrap());
            author.post(&path, &body).await.unwrap().success().unwrap();
        }
        let mut person = Person::new("collegue@exemple.invalid", demo::fund::PASSWORD);
        let secret = self.fund.letter_to("collegue@exemple.invalid").await.unwrap();
        self.fund.portal().first_connection(&mut person, &secret).await.unwrap()
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
            503 if !is_over && refusals.contains(&503) => {}
            refused => assert!(refused != 503 && refusals.contains(&refused), "{refused}: {}", answer.text()),
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
        .stops("restauration", &[403], async || officer.post(&contract, &suspension(2)).await.unwrap())
        .await;

    let convention = format!("/v1/conventions/{}/suspension", stage.id("convention-3"));
    stage.stops("active", &[403], async || officer.post(&convention, &suspension(6)).await.unwrap()).await;

    let account = stage.session("vacances@exemple.invalid").claims()["sub"].as_str().unwrap().to_owned();
    let sessions = format!("/login/comptes/{account}/sessions");
    stage.stops("vacances", &[401], async || officer.delete(&sessions).await.unwrap()).await;

    // Midnight passes; the certificate's last day is over.
    let midnight = async || {
        stage.application.host().unwrap().clock().advance(SignedDuration::from_mins(3));
        stage.fund.service().get("/v1/etat").await.unwrap()
    };
    let colleague = stage.colleague_trained_until_today().await;
    // 503: the reading under way when the clock moved was judged minutes ago, and is not given.
    Stage::stops_session("vacances", colleague, &[403, 503], midnight).await;
}
