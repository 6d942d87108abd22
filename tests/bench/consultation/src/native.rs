use std::{convert::Infallible, path::Path, sync::Arc};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use platform::{
    OsRandom, Platform, SystemClock,
    native::{Faults, MemoryStores, Network, SettingsMap, SqliteFiles},
};
use tokio::{net::TcpListener, task::JoinHandle};
use web::App;

use crate::settings;

/// The application's handlers in this process: the limit of what a host of Wasm can reach.
pub struct Native {
    apps: Arc<Apps>,
    platform: Platform,
    faults: Arc<Faults>,
}

struct Apps {
    login: Arc<App>,
    conventions: Arc<App>,
    audit: Arc<App>,
    dossier: Arc<App>,
}

impl Native {
    /// Over the databases in `folder`.
    ///
    /// # Errors
    /// When the manifest's variables cannot be read.
    pub fn new(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let (network, variables) = (Arc::new(Network::default()), SettingsMap::default());
        for (name, value) in settings()? {
            variables.set(&name, &value);
        }
        let faults = Arc::<Faults>::default();
        let platform = Platform {
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            settings: Arc::new(variables),
            outbound: network.clone(),
            sql: Arc::new(SqliteFiles::new(folder, faults.clone())),
            key_value: Arc::new(MemoryStores::default()),
        };
        let apps = Apps {
            login: Arc::new(login::app(platform.clone())),
            conventions: Arc::new(conventions::app(platform.clone())),
            audit: Arc::new(audit::app(platform.clone())),
            dossier: Arc::new(dossier::app(platform.clone())),
        };
        let hashing = Arc::new(hashing::app(platform.clone()));
        let called = [
            ("login", &apps.login),
            ("hashing", &hashing),
            ("conventions", &apps.conventions),
            ("audit", &apps.audit),
        ];
        for (id, app) in called {
            let app = app.clone();
            network.plug(id, move |request| answer(app.clone(), request.map(Full::new)));
        }
        Ok(Self { apps: Arc::new(apps), platform, faults })
    }

    /// What the components of this application stand on.
    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// How many dossiers there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_dossiers(&self) -> Result<u32> {
        let mut connection = self.platform.sql.open("dossier").await?;
        let there = "SELECT count(*) FROM sqlite_schema WHERE name = 'dossiers'";
        let is_there: u32 = connection.execute(there, &[]).await?.first().context("no row")?.get(0)?;
        if is_there == 0 {
            return Ok(0);
        }
        let rows = connection.execute("SELECT count(*) FROM dossiers", &[]).await?;
        Ok(rows.first().context("no row")?.get(0)?)
    }

    /// How many statements its databases have run.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.faults.statements()
    }

    /// Serves it on a free port, until the handle is aborted; the answer is its address.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn serve(&self) -> Result<(String, JoinHandle<()>)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let apps = self.apps.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                _ = stream.set_nodelay(true);
                let apps = apps.clone();
                let service = service_fn(move |request| route(apps.clone(), request));
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        Ok((address, serving))
    }
}

async fn route(apps: Arc<Apps>, mut request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path();
    let app = match path.trim_start_matches("/v1").split('/').nth(1).unwrap_or_default() {
        "conventions" | "habilitations" => &apps.conventions,
        "consultations" | "dossiers" => &apps.dossier,
        "journal" | "log" => &apps.audit,
        _ => &apps.login,
    };
    request.headers_mut().insert("spin-client-addr", HeaderValue::from_static("127.0.0.1:1"));
    Ok(app.handle(request).await)
}

async fn answer(
    app: Arc<App>,
    request: Request<Full<Bytes>>,
) -> Result<Response<Bytes>, platform::OutboundError> {
    let (parts, body) = app.handle(request).await.into_parts();
    let Ok(body) = body.collect().await;
    Ok(Response::from_parts(parts, body.to_bytes()))
}
