//! An unknown dossier and one that is refused cannot be told apart: 10,000 answers are one answer. What it takes to make
//! them last as long is measured on demand: `cargo test -p dossier --test indistinct -- --ignored --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test tool reports by panicking, and one of these tests measures"
)]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use access::{Principal, Role};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use support::{Stage, asked, with};
use uuid::Uuid;
use web::{Authenticator, Credentials, Problem};

const PURPOSE: &str = "aide_financiere";
const DOSSIERS: u32 = 480;
const REQUESTS: u32 = 10_000;

/// Another agent at each request, so that nobody's failures slow them down.
struct Crowd(AtomicU64);

#[async_trait]
impl Authenticator for Crowd {
    async fn authenticate(&self, _credentials: Credentials<'_>) -> Result<Principal, Problem> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Principal { subject: Uuid::from_u128(number.into()), ..support::principal(Role::Professionnel) })
    }
}

fn crowd(stage: &Stage) -> web::App {
    dossier::app_authenticated_by(stage.world.platform(), Arc::new(Crowd(AtomicU64::new(1))))
}

/// Why the `n`-th request is refused, and the request.
fn refused(n: u32) -> (&'static str, Value) {
    let number = n % DOSSIERS + 1;
    match n % 4 {
        0 => ("unknown", with(asked(number, PURPOSE), "matricule", json!((5_000_000 + n).to_string()))),
        1 => ("opposed", asked(number / 16 * 16 + 15, PURPOSE)),
        2 => (
            "wrong check",
            with(asked(number, PURPOSE), "verification", json!({ "telephone": "0639989997" })),
        ),
        _ => ("no telephone", asked(number / 16 * 16 + 14, PURPOSE)),
    }
}

async fn send(app: &web::App, body: &Value) -> (StatusCode, HeaderMap, Bytes) {
    let request = Request::post("/v1/consultations").header("content-type", "application/json");
    let answer = app.handle(request.body(Full::new(Bytes::from(body.to_string()))).unwrap()).await;
    let (mut parts, body) = answer.into_parts();
    parts.headers.remove("x-request-id").expect("an id that is each request's own");
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn ten_thousand_unknown_and_refused_dossiers_give_one_answer() {
    let stage = Stage::with_dossiers(DOSSIERS).await;
    let app = crowd(&stage);
    let mut seen = None;
    for n in 0..REQUESTS {
        let (why, body) = refused(n);
        let answer = send(&app, &body).await;
        let first = seen.get_or_insert_with(|| answer.clone());
        assert_eq!(*first, answer, "{n}: {why}");
        if n % 50 == 0 {
            stage.forget_failures().await;
            stage.events.lock().unwrap().clear();
        }
    }
    let (status, headers, body) = seen.unwrap();
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(headers["content-length"], body.len().to_string());
}

fn median(mut micros: Vec<u128>) -> f64 {
    micros.sort_unstable();
    micros[micros.len() / 2] as f64 / 1e3
}

/// What opening a dossier's facts costs: the work that an unknown number would be spared without a decoy.
fn opening() -> f64 {
    use platform::native::World;
    let world = World::new().unwrap();
    world.settings.set("keys", support::KEY_A);
    let platform = world.platform();
    let keys =
        futures_util::FutureExt::now_or_never(sealing::KeyRing::from_settings(&*platform.settings, "keys"));
    let keys = keys.unwrap().unwrap();
    let place = sealing::Place { record: b"record", field: "faits" };
    let facts = json!({
        "organisme": "421", "matricule": "0000016", "telephones": ["+33639980016"], "date_naissance": "1980-05-12",
        "bailleurs": ["BAIL042"], "services_instructeurs": ["042C218"], "a_rsa": true, "enfants": ["2015-01-01", "2017-02-02"],
    });
    let sealed = keys.seal(&*platform.random, place, facts.to_string().as_bytes()).unwrap();
    let rounds = (0..10_000).map(|_| {
        let begun = Instant::now();
        let opened = keys.open(keys.current(), place, &sealed).unwrap();
        let read: Value = serde_json::from_slice(&opened).unwrap();
        assert!(read.is_object());
        begun.elapsed().as_nanos()
    });
    median(rounds.collect()) / 1e3
}

#[tokio::test]
#[ignore = "a measure"]
async fn unknown_and_refused_dossiers_take_as_long() {
    let stage = Stage::with_dossiers(DOSSIERS).await;
    let app = crowd(&stage);
    let mut times: std::collections::BTreeMap<_, Vec<u128>> = std::collections::BTreeMap::new();
    for n in 0..REQUESTS {
        let (why, body) = refused(n);
        let begun = Instant::now();
        send(&app, &body).await;
        times.entry(why).or_default().push(begun.elapsed().as_micros());
        if n % 50 == 0 {
            stage.forget_failures().await;
            stage.events.lock().unwrap().clear();
        }
    }
    let readable = (0..1_000).map(|n| with(asked(n * 16 % DOSSIERS + 16, PURPOSE), "code", Value::Null));
    for body in readable {
        let begun = Instant::now();
        assert_eq!(send(&app, &body).await.0, StatusCode::OK);
        times.entry("given, to compare").or_default().push(begun.elapsed().as_micros());
    }
    let medians: Vec<_> = times.into_iter().map(|(why, times)| (why, median(times))).collect();
    let unknown = medians.iter().find(|(why, _)| *why == "unknown").unwrap().1;
    for (why, median) in &medians {
        println!(
            "{why}: median {median:.3} ms, {:+.1} % of an unknown one",
            (median / unknown - 1.0) * 100.0
        );
    }
    println!("opening the facts, without which an unknown one would be as much shorter: {:.4} ms", opening());
}
