//! The listener: HTTP/1.1, and HTTP/2 with prior knowledge, on plain TCP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use wasmtime_wasi_http::p2::hyper_response_error;

use crate::app::App;
use crate::outbound::Body;

/// How long running requests may take to end once the host stops.
const DRAIN: Duration = Duration::from_secs(10);

/// Binds the address.
///
/// # Errors
/// A sentence that says what to do when the port is taken.
pub(crate) async fn bind(address: &str) -> Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "{address} is already in use: stop what listens there, or choose another address with --listen"
            )
        }
        Err(error) => Err(error).with_context(|| format!("{address} cannot be listened on")),
    }
}

/// Serves until told to stop, then lets running requests end.
pub(crate) async fn serve(app: Arc<App>, listener: TcpListener, mut stop: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        match accepted {
            Ok((stream, client)) => serve_connection(&app, stream, client, &connections),
            Err(error) => {
                eprintln!("no connection can be accepted any more: {error}");
                break;
            }
        }
    }
    drop(listener);
    _ = tokio::time::timeout(DRAIN, connections.shutdown()).await;
}

fn serve_connection(app: &Arc<App>, stream: TcpStream, client: SocketAddr, connections: &GracefulShutdown) {
    let app = Arc::clone(app);
    let service = service_fn(move |request| answer(Arc::clone(&app), request, client));
    let connection =
        Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).into_owned();
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // A client that goes away is not an event worth a line.
        _ = connection.await;
    });
}

async fn answer(app: Arc<App>, request: Request<Incoming>, client: SocketAddr) -> Result<Response<Body>> {
    let request = request.map(|body| body.map_err(|error| hyper_response_error(error).into()).boxed_unsync());
    app.handle(request, client).await
}
