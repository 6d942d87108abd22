//! Asserts over HTTP what the application relies on of its host, on the local host and on Spin alike.
//!
//! [`on_every_runtime`] gives a test each runtime in turn. The local host always runs; Spin runs too when a `spin`
//! of at least 4.1 is on the `PATH`. `CONFORMANCE_RUNTIME=spin` makes its absence a failure, and
//! `CONFORMANCE_RUNTIME=spin-only` leaves the local host out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test tool reports by panicking"
)]

mod application;
mod client;
mod probe;
mod runtime;
mod shared;
mod spin;
mod wire;

pub use application::Application;
pub use client::{App, values};
pub use runtime::Kind;
pub use wire::{Held, Reply};

/// Runs a test's body on every runtime there is, and prints on which it ran.
pub async fn on_every_runtime(body: impl AsyncFn(&App)) {
    let mut ran = Vec::new();
    for started in shared::runtimes().await {
        println!("on {}:", started.name);
        body(&App::new(&started.runtime.url)).await;
        ran.push(started.name.as_str());
    }
    println!("ran on: {}", ran.join(", "));
}

/// Expects every runtime to refuse to start an application, and returns what each says.
pub async fn refusals(application: &Application) -> Vec<(Kind, String)> {
    let mut said = Vec::new();
    for kind in Kind::available() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        match runtime::Runtime::start(kind, application, folder.path()).await {
            Ok(_) => panic!("{} started what it should refuse", kind.name()),
            Err(refusal) => said.push((kind, format!("{refusal:#}"))),
        }
    }
    said
}
