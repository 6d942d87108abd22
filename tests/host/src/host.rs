//! Starting and stopping a host.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::instances::Reuse;
use crate::logs::{LogLine, Logs};
use crate::server;

mod preparation;

/// How long instances may take to end once nothing runs in them.
const END_OF_INSTANCES: Duration = Duration::from_secs(5);

/// A running host. Dropping it stops it at once; [`Host::stop`] lets running requests end.
#[derive(Debug)]
pub struct Host {
    address: SocketAddr,
    clock: Clock,
    faults: Faults,
    logs: Logs,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
    instances: mpsc::Receiver<std::convert::Infallible>,
    _runtime: OwnRuntime,
    _lock: crate::lock::FolderLock,
}

/// What a host is started from.
#[derive(Clone, Debug)]
pub struct Builder {
    manifest: PathBuf,
    runtime_config: Option<PathBuf>,
    data_dir: Option<PathBuf>,
    listen: String,
    variables: BTreeMap<String, String>,
    reuse: Reuse,
    capture_logs: bool,
}

impl Host {
    /// Describes a host for the manifest at `manifest`.
    pub fn builder(manifest: impl Into<PathBuf>) -> Builder {
        Builder {
            manifest: manifest.into(),
            runtime_config: None,
            data_dir: None,
            listen: "127.0.0.1:3000".to_owned(),
            variables: BTreeMap::new(),
            reuse: Reuse::default(),
            capture_logs: false,
        }
    }

    /// Where it answers, such as `http://127.0.0.1:3000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The wall clock of the components.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The faults of the components.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The lines that components wrote so far, and the host about their failures, when they are captured.
    pub fn logs(&self) -> Vec<LogLine> {
        self.logs.lines()
    }

    /// Accepts no connection any more, lets running requests end for ten seconds, ends the instances and closes their
    /// databases.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            _ = server.await;
        }
        self.logs.close();
        self.faults.drop_all_instances();
        _ = tokio::time::timeout(END_OF_INSTANCES, self.instances.recv()).await;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.logs.close();
    }
}

impl Builder {
    /// Reads which file stands behind each label from a runtime configuration.
    #[must_use]
    pub fn runtime_config(mut self, path: impl Into<PathBuf>) -> Self {
        self.runtime_config = Some(path.into());
        self
    }

    /// Resolves the paths of databases and stores against a folder, created when absent, rather than the manifest's.
    #[must_use]
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(path.into());
        self
    }

    /// Listens on an address; port 0 takes a free one.
    #[must_use]
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Gives a variable of the application its value.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Changes how instances are reused.
    #[must_use]
    pub fn reuse(mut self, reuse: Reuse) -> Self {
        self.reuse = reuse;
        self
    }

    /// Keeps the lines that components write, for [`Host::logs`], rather than passing them to standard error.
    #[must_use]
    pub fn capture_logs(mut self, capture: bool) -> Self {
        self.capture_logs = capture;
        self
    }

    /// Starts the host. It runs on threads of its own: components that block theirs do not block the caller's.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub async fn start(self) -> Result<Host> {
        let runtime = OwnRuntime::new()?;
        let preparing = runtime.spawn(preparation::prepare(self));
        let prepared = preparing.await.context("the host failed while it started")??;
        let (stop, stopping) = oneshot::channel();
        let server = runtime.spawn(server::serve(prepared.app, prepared.listener, stopping));
        Ok(Host {
            address: prepared.address,
            clock: prepared.clock,
            faults: prepared.faults,
            logs: prepared.logs,
            stop: Some(stop),
            server: Some(server),
            instances: prepared.instances,
            _runtime: runtime,
            _lock: prepared.lock,
        })
    }
}

/// A runtime that may be dropped from within another one.
#[derive(Debug)]
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    fn new() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("host").build();
        Ok(Self(Some(runtime.context("the host cannot start its threads")?)))
    }

    fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.0 {
            Some(runtime) => runtime.spawn(future),
            None => tokio::spawn(future),
        }
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
