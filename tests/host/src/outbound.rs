//! The calls of components: to one another inside the process, to other hosts when the manifest allows them.

use std::sync::{Arc, OnceLock, Weak};

use bytes::Bytes;
use http::header::HOST;
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use wasmtime_wasi::TrappableError;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p3::{RequestOptions, WasiHttpHooks, default_send_request};

use crate::allowed_hosts::{AllowedHosts, chaining_target};
use crate::app::App;
use crate::faults::Outcome;

/// A body on its way, in either direction.
pub(crate) type Body = UnsyncBoxBody<Bytes, ErrorCode>;

type Finished = Box<dyn Future<Output = Result<(), ErrorCode>> + Send>;
type Sent = Result<(Response<Body>, Finished), TrappableError<ErrorCode>>;

/// What one component may call, and how.
#[derive(Clone)]
pub(crate) struct Outbound {
    pub(crate) allowed: Arc<AllowedHosts>,
    pub(crate) app: Weak<App>,
    pub(crate) origin: Arc<OnceLock<Authority>>,
}

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: Request<Body>,
        options: Option<RequestOptions>,
        _: Finished,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let caller = self.clone();
        Box::new(async move { caller.send(request, options).await })
    }
}

impl Outbound {
    async fn send(self, mut request: Request<Body>, options: Option<RequestOptions>) -> Sent {
        if !self.allows(request.uri()) {
            return Err(ErrorCode::HttpRequestDenied.into());
        }
        if is_to_self(request.uri()) {
            self.address_to_self(&mut request)?;
        }
        let target = request.uri().host().and_then(chaining_target).map(ToOwned::to_owned);
        match target {
            Some(component) => self.chain(&component, request).await,
            None => send_out(request, options).await,
        }
    }

    fn allows(&self, uri: &Uri) -> bool {
        if is_to_self(uri) { self.allowed.allow_self() } else { self.allowed.allow(&uri.to_string()) }
    }

    /// An unknown component is an error of the host: it ends the caller.
    async fn chain(&self, component: &str, mut request: Request<Body>) -> Sent {
        let trap = |error: anyhow::Error| TrappableError::trap(wasmtime::Error::from_anyhow(error));
        let app = self.app.upgrade().ok_or_else(|| trap(anyhow::anyhow!("the host is stopping")))?;
        request.headers_mut().remove(HOST);
        let (outcome, delay) = app.faults().next_call(component);
        if let Some(delay) = delay {
            tokio::time::sleep(delay).await;
        }
        if outcome == Outcome::FailBefore {
            return Err(ErrorCode::ConnectionRefused.into());
        }
        let response = app.chained(component, request).await.map_err(trap)?;
        if outcome == Outcome::FailAfter {
            return Err(ErrorCode::ConnectionTerminated.into());
        }
        Ok((response, Box::new(async { Ok(()) })))
    }

    fn address_to_self(&self, request: &mut Request<Body>) -> Result<(), ErrorCode> {
        let origin = self.origin.get().ok_or(ErrorCode::HttpRequestUriInvalid)?;
        let mut parts = request.uri().clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(origin.clone());
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
        let host = origin.as_str().parse().map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
        request.headers_mut().insert(HOST, host);
        Ok(())
    }
}

fn is_to_self(uri: &Uri) -> bool {
    uri.host().is_none_or(|host| host.is_empty() || host == "self.alt")
}

async fn send_out(request: Request<Body>, options: Option<RequestOptions>) -> Sent {
    let (response, finished) = default_send_request(request, options).await?;
    Ok((response.map(BodyExt::boxed_unsync), Box::new(finished)))
}
