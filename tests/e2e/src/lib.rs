//! The application as its clients meet it. `E2E_BASE_URL` points the tests that need HTTP alone at another deployment;
//! those that move the clock or break things need the local host, and say so.
//!
//! `E2E_REUSE` says how the local host reuses instances: how many requests each serves, `x`, how many of them at once.
//! Every test passes under `1x1`, `1x16`, `10000x1` and `10000x16`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test tool reports by panicking"
)]

mod build;
mod promise;
mod reuse;

use std::path::{Path, PathBuf};

use client::{Exchange, Service};
use demo::Fund;
use host::{Host, Manifest, Reuse};
use tempfile::TempDir;

pub use build::built_manifest;
pub use promise::promise;
pub use reuse::{ADVISED, REUSES, asked_reuse, reuse};

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace has a root")
}

/// A running application, with data of its own.
pub struct Application {
    url: String,
    local: Option<Local>,
}

struct Local {
    host: Host,
    _folder: TempDir,
}

impl Application {
    /// The application at `E2E_BASE_URL`, or one started on the local host.
    pub async fn start() -> Self {
        match std::env::var("E2E_BASE_URL") {
            Ok(url) => Self { url: url.trim_end_matches('/').to_owned(), local: None },
            Err(_) => Self::start_locally(asked_reuse()).await,
        }
    }

    /// An application on the local host, whose instances are reused so.
    pub async fn start_locally(reuse: Reuse) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let host = builder(folder.path()).reuse(reuse).start().await.expect("the application starts");
        Self { url: host.url(), local: Some(Local { host, _folder: folder }) }
    }

    /// The address of `path`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The local host, for tests that move the clock or break things; none when the application runs elsewhere.
    #[must_use]
    pub fn host(&self) -> Option<&Host> {
        self.local.as_ref().map(|local| &local.host)
    }
}

/// From it grow the keys of the fund's people and applications, registered with every application that these tests
/// start.
const FUND_SEED: [u8; 32] = [42; 32];

/// The fund at an application: its people, its systems.
#[must_use]
pub fn fund(application: &Application) -> Fund {
    Fund::new(FUND_SEED, service(application))
}

/// The fund at an application, whose exchanges are shown to `witness` alone.
#[must_use]
pub fn fund_before(application: &Application, witness: impl Fn(&Exchange) + Send + Sync + 'static) -> Fund {
    let service = service(application).observed_by(move |exchange| {
        witness(exchange);
        Ok(())
    });
    Fund::new(FUND_SEED, service)
}

/// An application as its clients reach it. Whatever they exchange with it keeps the contract, or is an error.
#[must_use]
pub fn service(application: &Application) -> Service {
    let service = Service::new(PUBLIC_BASE_URL).reached_at(&application.url);
    let service = service.observed_by(|exchange| promise().keeps(exchange).map(drop));
    match application.host() {
        Some(host) => {
            let clock = host.clock().clone();
            service.timed_by(move || clock.now())
        }
        None => service,
    }
}

/// What clients put in their assertions and proofs, wherever the host listens.
const PUBLIC_BASE_URL: &str = "https://partenaires.exemple.fr";

/// A local host of the built application on a free port, with its data in `folder` and made-up secrets.
#[must_use]
pub fn builder(folder: &Path) -> host::Builder {
    let manifest = built_manifest();
    let builder = Host::builder(root().join("spin.toml"))
        .runtime_config(root().join("runtime-config.toml"))
        .data_dir(folder)
        .listen("127.0.0.1:0")
        .variable("public_base_url", PUBLIC_BASE_URL)
        .variable("login_seed", Fund::new(FUND_SEED, Service::new(PUBLIC_BASE_URL)).login_seed())
        .reuse(asked_reuse())
        .capture_logs(true);
    required(manifest).fold(builder, |builder, name| builder.variable(name, secret_of(name)))
}

fn required(manifest: &Manifest) -> impl Iterator<Item = &str> {
    manifest.variables.iter().filter(|(_, variable)| variable.required).map(|(name, _)| name.as_str())
}

/// A secret that is the same in each run, and different for each name.
fn secret_of(name: &str) -> String {
    let mut state: u8 = name.bytes().fold(7, |state, byte| state.wrapping_mul(31).wrapping_add(byte));
    let bytes = (0..32).map(|_| {
        state = state.wrapping_mul(29).wrapping_add(17);
        format!("{state:02x}")
    });
    bytes.collect()
}
