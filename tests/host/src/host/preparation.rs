//! Everything between the manifest and the first request.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};

use anyhow::{Context as _, Result, anyhow, bail};
use http::uri::Authority;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use wasmtime::Engine;
use wasmtime::component::{Component as Code, Linker, ResourceTable};
use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi_http::WasiHttpCtx;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use super::Builder;
use crate::allowed_hosts::AllowedHosts;
use crate::app::App;
use crate::clock::Clock;
use crate::engine;
use crate::faults::Faults;
use crate::guest::{Alive, ComponentVariables, Guest};
use crate::instances::{Handler, Instances, Reuse};
use crate::key_value::{self, DefinedStores, Stores};
use crate::lock::FolderLock;
use crate::logs::{Logs, Stream};
use crate::manifest::{Component, Manifest};
use crate::outbound::Outbound;
use crate::routing::Router;
use crate::runtime_config::{RuntimeConfig, SqliteDatabase};
use crate::server;
use crate::sqlite::Databases;
use crate::variables::{Template, Variables};

pub(super) struct Prepared {
    pub(super) app: Arc<App>,
    pub(super) listener: TcpListener,
    pub(super) address: SocketAddr,
    pub(super) clock: Clock,
    pub(super) faults: Faults,
    pub(super) logs: Logs,
    pub(super) instances: mpsc::Receiver<Infallible>,
    pub(super) lock: FolderLock,
}

pub(super) async fn prepare(builder: Builder) -> Result<Prepared> {
    let manifest = Manifest::read(&builder.manifest)?;
    let variables = Arc::new(Variables::new(&manifest, builder.variables)?);
    let config = builder.runtime_config.map(RuntimeConfig::read).transpose()?.unwrap_or_default();
    let data = std::path::absolute(builder.data_dir.as_deref().unwrap_or(&manifest.folder))?;
    let lock = FolderLock::take(&data)?;
    let config = config.resolved(&data)?;
    config.check(&manifest)?;
    let router = Router::new(&manifest.triggers)?;
    let listener = server::bind(&builder.listen).await?;
    let address = listener.local_addr()?;
    let (alive, instances) = mpsc::channel(1);
    let logs = if builder.capture_logs { Logs::captured() } else { Logs::default() };
    let shared = Shared {
        clock: Clock::default(),
        faults: Faults::default(),
        logs: logs.clone(),
        databases: Arc::new(config.sqlite_databases),
        stores: Arc::new(key_value::defined(&config.key_value_stores)),
        variables,
        origin: Arc::new(OnceLock::from(address.to_string().parse::<Authority>()?)),
        reuse: builder.reuse,
        alive,
    };
    let (clock, faults) = (shared.clock.clone(), shared.faults.clone());
    let app = shared.app(manifest, router)?;
    Ok(Prepared { app, listener, address, clock, faults, logs, instances, lock })
}

/// What every component's instances draw on.
#[derive(Clone)]
struct Shared {
    clock: Clock,
    faults: Faults,
    logs: Logs,
    databases: Arc<BTreeMap<String, SqliteDatabase>>,
    stores: Arc<DefinedStores>,
    variables: Arc<Variables>,
    origin: Arc<OnceLock<Authority>>,
    reuse: Reuse,
    alive: Alive,
}

/// A component whose code is compiled and whose imports are found.
struct Loaded {
    component: Component,
    service: ServicePre<Guest>,
    allowed: Arc<AllowedHosts>,
}

impl Shared {
    fn app(self, manifest: Manifest, router: Router) -> Result<Arc<App>> {
        let engine = engine::engine()?;
        let linker = engine::linker(&engine)?;
        let mut loaded = Vec::new();
        for component in manifest.served().into_iter().filter_map(|id| manifest.components.get(id)) {
            loaded.push(self.load(&engine, &linker, &manifest, component)?);
        }
        let (faults, logs) = (self.faults.clone(), self.logs.clone());
        Ok(Arc::new_cyclic(|app| {
            let handlers = loaded.into_iter().map(|one| (one.component.id.clone(), self.handler(one, app)));
            App::new(manifest, router, handlers.collect(), faults, logs)
        }))
    }

    fn load(
        &self,
        engine: &Engine,
        linker: &Linker<Guest>,
        manifest: &Manifest,
        component: &Component,
    ) -> Result<Loaded> {
        let code = compile(engine, &manifest.source(component), &component.id)?;
        let service = linker
            .instantiate_pre(&code)
            .and_then(ServicePre::new)
            .map_err(|error| anyhow!("{error:?}"))
            .with_context(|| {
                format!("component `{}` is not one this host can run: it must export wasi:http/handler@0.3.0 (spin-sdk 7) and \
                         import nothing but WASI, spin:sqlite, spin:key-value and spin:variables", component.id)
            })?;
        let allowed = Arc::new(self.allowed_hosts(manifest, component)?);
        Ok(Loaded { component: component.clone(), service, allowed })
    }

    fn allowed_hosts(&self, manifest: &Manifest, component: &Component) -> Result<AllowedHosts> {
        let ids: Vec<String> = manifest.components.keys().cloned().collect();
        let mut entries = Vec::new();
        for text in &component.allowed_outbound_hosts {
            let entry = self.variables.fill(&Template::parse(text)?)?;
            // A variable left empty makes its host optional.
            if !matches!(entry.as_str(), "" | "http://" | "https://") {
                entries.push(entry);
            }
        }
        AllowedHosts::parse(&entries, &ids).with_context(|| format!("component `{}`", component.id))
    }

    fn handler(&self, loaded: Loaded, app: &Weak<App>) -> Handler {
        let Loaded { component, service, allowed } = loaded;
        let outbound = Outbound { allowed, app: app.clone(), origin: Arc::clone(&self.origin) };
        Handler::new(Instances {
            component: component.id.clone(),
            service,
            reuse: self.reuse,
            faults: self.faults.clone(),
            logs: self.logs.clone(),
            guest: {
                let shared = self.clone();
                Box::new(move || shared.guest(&component, &outbound))
            },
        })
    }

    fn guest(&self, component: &Component, outbound: &Outbound) -> Guest {
        let id = &component.id;
        let mut wasi = WasiCtxBuilder::new();
        for (name, value) in &component.environment {
            wasi.env(name, value);
        }
        wasi.wall_clock(self.clock.clone());
        wasi.stdout(self.logs.output(id, Stream::Stdout)).stderr(self.logs.output(id, Stream::Stderr));
        let databases = component.sqlite_databases.iter().cloned();
        Guest {
            table: ResourceTable::new(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            outbound: outbound.clone(),
            databases: Databases::new(id, databases, Arc::clone(&self.databases), self.faults.clone()),
            stores: Stores::new(component.key_value_stores.iter().cloned(), Arc::clone(&self.stores)),
            variables: ComponentVariables { component: id.clone(), all: Arc::clone(&self.variables) },
            _alive: self.alive.clone(),
        }
    }
}

fn compile(engine: &Engine, source: &Path, id: &str) -> Result<Code> {
    if !source.exists() {
        bail!(
            "component `{id}` is not built: {} does not exist. Build first: `spin build`, or --build here",
            source.display()
        );
    }
    Code::from_file(engine, source)
        .map_err(|error| anyhow!("{error:?}"))
        .with_context(|| format!("component `{id}`: {} is not a component", source.display()))
}
