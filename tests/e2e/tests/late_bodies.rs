//! A request is judged once it is whole: what ended while its body was held back opens nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use std::time::Duration;

use access::Role;
use client::Session;
use e2e::{Application, fund};
use jiff::SignedDuration;
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// A request whose headers were read and whose body has not been sent.
struct HeldBack {
    stream: TcpStream,
    body: String,
}

impl HeldBack {
    /// Sends the headers, and waits until the service asks for the body (RFC 9110 §10.1.1).
    async fn begin(
        application: &Application,
        session: &Session,
        (method, path, media_type, body): Call,
    ) -> Self {
        let headers = session.request(method.clone(), path).headers().unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nexpect: 100-continue\r\n\
             content-type: {media_type}\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in
            headers.iter().filter(|(name, _)| ["authorization", "dpop"].contains(&name.as_str()))
        {
            head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        let mut stream = TcpStream::connect(application.url("").replace("http://", "")).await.unwrap();
        stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
        let mut asked = vec![0; 25];
        let read = timeout(Duration::from_secs(8), stream.read_exact(&mut asked)).await;
        read.unwrap_or_else(|_| panic!("{method} {path}: the body is not asked for")).unwrap();
        assert_eq!(asked, b"HTTP/1.1 100 Continue\r\n\r\n", "{method} {path}");
        Self { stream, body: body.to_owned() }
    }

    /// Sends the body, and gives the status of the answer.
    async fn end(mut self) -> u16 {
        self.stream.write_all(self.body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.unwrap();
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

type Call = (Method, &'static str, &'static str, &'static str);

const JSON: &str = "application/json";

/// One that reads and one that writes, of each component that asks who calls.
const CALLS: [Call; 7] = [
    (Method::POST, "/v1/dossiers/oppositions/recherche", JSON, r#"{"organisme":"421","matricule":"16"}"#),
    (Method::POST, "/v1/dossiers/oppositions/0199f000-0000-7000-8000-000000000000/levee", JSON, "{}"),
    (Method::GET, "/v1/conventions", JSON, "{}"),
    (Method::POST, "/v1/conventions/organisations", JSON, r#"{"siret":"x"}"#),
    (Method::GET, "/v1/journal/gels", JSON, "{}"),
    (Method::GET, "/login/clients", JSON, "{}"),
    (Method::POST, "/login/clients", JSON, "{}"),
];

#[tokio::test]
async fn a_token_that_expires_before_the_last_byte_opens_nothing() {
    let application = Application::start().await;
    let Some(host) = application.host() else { return };
    let (_, officer) = fund(&application).first_connection(Role::AgentCaf).await.unwrap();
    host.clock().advance(SignedDuration::from_secs(280));
    let mut held = Vec::new();
    for call in CALLS {
        let whole = HeldBack::begin(&application, &officer, call.clone()).await.end().await;
        assert_ne!(whole, 401, "{call:?}");
        held.push((call.clone(), HeldBack::begin(&application, &officer, call).await));
    }
    host.clock().advance(SignedDuration::from_secs(30));
    for (call, one) in held {
        assert_eq!(one.end().await, 401, "{call:?}");
    }
}

#[tokio::test]
async fn a_session_that_ends_before_the_last_byte_opens_nothing() {
    let application = Application::start().await;
    let Some(_) = application.host() else { return };
    let fund = fund(&application);
    let (_, officer) = fund.first_connection(Role::AgentCaf).await.unwrap();
    let (_, delegate) = fund.first_connection(Role::DelegueProtectionDonnees).await.unwrap();
    let call = CALLS[0].clone();
    let whole = HeldBack::begin(&application, &delegate, call.clone()).await.end().await;
    assert_ne!(whole, 401);
    let held = HeldBack::begin(&application, &delegate, call).await;
    let account = delegate.claims()["sub"].as_str().unwrap().to_owned();
    let ended = officer.delete(&format!("/login/comptes/{account}/sessions")).await.unwrap();
    assert!(ended.status.is_success(), "{}", ended.text());
    assert_eq!(held.end().await, 401);
}

#[tokio::test]
async fn a_proof_is_too_old_when_the_last_byte_comes_too_late() {
    let application = Application::start().await;
    let Some(host) = application.host() else { return };
    let system = fund(&application).system().session().await.unwrap();
    let call: Call = (Method::GET, "/v1/dossiers/imports", JSON, "{}");
    assert_eq!(HeldBack::begin(&application, &system, call.clone()).await.end().await, 200);
    let held = HeldBack::begin(&application, &system, call).await;
    host.clock().advance(SignedDuration::from_secs(72));
    assert_eq!(held.end().await, 401);
}

#[tokio::test]
async fn an_import_stores_nothing_of_what_comes_after_its_token_expired() {
    let application = Application::start().await;
    let Some(host) = application.host() else { return };
    let system = fund(&application).system().session().await.unwrap();
    let line: &'static str = format!("{}\n", demo::dossier(1)).leak();
    let call: Call = (Method::POST, "/v1/dossiers/imports", "application/x-ndjson", line);
    let held = HeldBack::begin(&application, &system, call).await;
    host.clock().advance(SignedDuration::from_secs(301));
    assert_eq!(held.end().await, 401);
    let fresh = fund(&application).system().session().await.unwrap();
    let answer =
        fresh.post_as("application/x-ndjson", "/v1/dossiers/imports", line.to_owned()).await.unwrap();
    assert_eq!(answer.success().unwrap()["enregistres"], 1, "it was not there");
}
