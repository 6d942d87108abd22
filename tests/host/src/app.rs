//! An application being served: which component, or which fixed answer, a request gets.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use wasmtime_wasi_http::handler::ErrorCode;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode as HttpError;

use crate::faults::Faults;
use crate::headers;
use crate::instances::Handler;
use crate::logs::Logs;
use crate::manifest::Manifest;
use crate::outbound::Body;
use crate::routing::{Match, Router, WELL_KNOWN};

/// Everything that requests are answered from.
pub(crate) struct App {
    manifest: Manifest,
    router: Router,
    handlers: BTreeMap<String, Handler>,
    faults: Faults,
    logs: Logs,
}

/// The client address of a call between components.
const CHAINED_CLIENT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

impl App {
    pub(crate) fn new(
        manifest: Manifest,
        router: Router,
        handlers: BTreeMap<String, Handler>,
        faults: Faults,
        logs: Logs,
    ) -> Self {
        Self { manifest, router, handlers, faults, logs }
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Answers a request that came from outside.
    ///
    /// # Errors
    /// The connection must be dropped without an answer.
    pub(crate) async fn handle(
        &self,
        mut request: Request<Body>,
        client: SocketAddr,
    ) -> Result<Response<Body>> {
        headers::strip(&mut request);
        let path = request.uri().path();
        if let Some(rest) = path.strip_prefix(WELL_KNOWN) {
            return self.well_known(rest);
        }
        match self.router.find(path) {
            Some(found) => self.respond(request, &found, client).await,
            None => Ok(empty(StatusCode::NOT_FOUND)),
        }
    }

    /// Answers a call from another component.
    ///
    /// # Errors
    /// The target is not a component that a route leads to.
    pub(crate) async fn chained(&self, component: &str, request: Request<Body>) -> Result<Response<Body>> {
        let trigger =
            self.manifest.triggers.iter().position(|trigger| trigger.component.as_deref() == Some(component));
        let trigger = trigger.with_context(|| format!("unknown component {component:?}"))?;
        let found = Match::chained(trigger, request.uri().path());
        self.respond(request, &found, CHAINED_CLIENT).await
    }

    async fn respond(
        &self,
        mut request: Request<Body>,
        found: &Match,
        client: SocketAddr,
    ) -> Result<Response<Body>> {
        headers::make_absolute(&mut request)?;
        let trigger = self.manifest.triggers.get(found.trigger).context("the route leads to no trigger")?;
        if let Some(fixed) = &trigger.static_response {
            return Ok(fixed.build()?.map(full));
        }
        let component = trigger.component.as_deref().unwrap_or_default();
        let Some(handler) = self.handlers.get(component) else { bail!("unknown component {component:?}") };
        Ok(run(handler, request, found, client).await.unwrap_or_else(|error| {
            self.logs.failure(component, format!("the request failed: {error:#}"));
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        }))
    }

    fn well_known(&self, name: &str) -> Result<Response<Body>> {
        match name {
            "health" => Ok(Response::new(full(Bytes::from_static(b"OK")))),
            "info" => self.info(),
            _ => Ok(empty(StatusCode::NOT_FOUND)),
        }
    }

    fn info(&self) -> Result<Response<Body>> {
        let application = &self.manifest.application;
        let mut info = serde_json::Map::new();
        info.insert("name".to_owned(), application.name.clone().into());
        if !application.version.is_empty() {
            info.insert("version".to_owned(), application.version.clone().into());
        }
        let body = serde_json::to_vec_pretty(&info)?;
        Ok(Response::builder().header("content-type", "application/json").body(full(body.into()))?)
    }
}

async fn run(
    handler: &Handler,
    mut request: Request<Body>,
    found: &Match,
    client: SocketAddr,
) -> Result<Response<Body>> {
    headers::prepare(&mut request, found, client)?;
    let request = request.map(|body| body.map_err(ErrorCode::from).boxed_unsync());
    let response = handler.handle((), request).await?;
    Ok(response.map(|body| body.map_err(as_http_error).boxed_unsync()))
}

fn as_http_error(error: wasmtime::Error) -> HttpError {
    error.downcast().unwrap_or_else(|error| HttpError::InternalError(Some(error.to_string())))
}

fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = status;
    response
}
