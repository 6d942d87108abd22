//! What the bench of standings measures: many habilitations in one database, and the question that every request of a
//! component asks of one of them.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Result, ensure};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use platform::native::World;
use rusqlite::Connection;
use serde_json::Value;

const FILLING: &str = include_str!("filling.sql");

/// Coprime with any round number of habilitations: neighbours in time are none in the file.
const STRIDE: u64 = 61_803;

/// The component in this process, over a database of its own that is full.
pub struct Standings {
    world: World,
    app: web::App,
    habilitations: u64,
}

impl Standings {
    /// With so many habilitations, all in force.
    ///
    /// # Errors
    /// When the database cannot be made or filled.
    pub async fn fill(habilitations: u64) -> Result<Self> {
        let world = World::new()?;
        let app = conventions::app(world.platform());
        let standings = Self { world, app, habilitations };
        // The first question makes the schema.
        standings.ask(standings.questions()()).await?;
        let connection = Connection::open(standings.folder().join("conventions.db"))?;
        connection.execute_batch(&FILLING.replace(":habilitations", &habilitations.to_string()))?;
        Ok(standings)
    }

    /// The folder of the database `conventions.db`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.world.folder()
    }

    /// Bare reads of one row by its key, one habilitation after another, far apart.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub fn bare_reads(&self) -> Result<impl FnMut() -> Result<()> + use<>> {
        let connection = Connection::open(self.folder().join("conventions.db"))?;
        let (mut number, habilitations) = (0, self.habilitations);
        Ok(move || {
            number = (number + STRIDE) % habilitations;
            let mut read = connection.prepare_cached("SELECT state FROM habilitations WHERE id = ?")?;
            let state: String = read.query_row([habilitation(number)], |row| row.get(0))?;
            ensure!(state == "active", "an habilitation is {state}");
            Ok(())
        })
    }

    /// Questions about one habilitation after another, far apart.
    pub fn questions(&self) -> impl Fn() -> Request<Full<Bytes>> + Clone + Send + use<> {
        let (next, habilitations) = (Arc::new(AtomicU64::new(0)), self.habilitations);
        move || question(next.fetch_add(STRIDE, Ordering::Relaxed) % habilitations)
    }

    /// Asks the component in this process.
    ///
    /// # Errors
    /// When it does not answer as it should.
    pub async fn ask(&self, mut question: Request<Full<Bytes>>) -> Result<Bytes> {
        question.headers_mut().insert("spin-client-addr", header::HeaderValue::from_static("0.0.0.0:0"));
        let answer = self.app.handle(question).await;
        ensure!(answer.status().is_success(), "a question was answered {}", answer.status());
        Ok(answer.into_body().collect().await?.to_bytes())
    }
}

/// Whether an answer says that the habilitation is in force.
#[must_use]
pub fn is_in_force(answer: &[u8]) -> bool {
    serde_json::from_slice::<Value>(answer).is_ok_and(|answer| answer.get("en_vigueur") == Some(&true.into()))
}

/// The same question, for a component that passes it on to `component`.
#[must_use]
pub fn question_through(component: &str, mut question: Request<Full<Bytes>>) -> Request<Full<Bytes>> {
    let path = format!("/{component}{}", question.uri().path());
    *question.uri_mut() = path.parse().unwrap_or_default();
    question
}

fn habilitation(number: u64) -> String {
    format!("0190a000-0000-7000-8000-{number:012x}")
}

/// From a network of the contract.
fn question(number: u64) -> Request<Full<Bytes>> {
    let path = format!("/prive/habilitations/{}/situation", habilitation(number));
    let mut request = Request::new(Full::from(
        r#"{"module":"cdap","adresse":"203.0.113.7","application":null,"mois":"2026-11"}"#,
    ));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = path.parse().unwrap_or_default();
    request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    request
}
