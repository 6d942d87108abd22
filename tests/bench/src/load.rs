//! A load generator: some keep-alive connections, each sending one request after the other.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long the answers took, sorted.
pub struct Latencies {
    sorted: Vec<Duration>,
    elapsed: Duration,
}

impl Latencies {
    /// From single measures and the time they took together.
    pub fn new(mut all: Vec<Duration>, elapsed: Duration) -> Self {
        all.sort_unstable();
        Self { sorted: all, elapsed }
    }

    /// How many acts were measured.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// Acts a second.
    pub fn rate(&self) -> f64 {
        self.sorted.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The latency that `share` of the acts (0 to 1) do not exceed, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        let index = ((self.sorted.len() as f64 * share) as usize).min(last);
        self.sorted.get(index).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    }
}

/// One keep-alive connection to a host.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    authority: String,
}

impl Connection {
    /// Connects to the host at `url`.
    ///
    /// # Errors
    /// When nothing listens there.
    pub async fn open(url: &str) -> Result<Self> {
        let authority = url.trim_start_matches("http://").to_owned();
        let stream =
            TcpStream::connect(&authority).await.with_context(|| format!("{url} does not answer"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, authority })
    }

    /// Sends a request and reads the whole answer, whose status must be a success.
    ///
    /// # Errors
    /// When the connection breaks, or the status is none of success.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Bytes> {
        let (parts, body) = self.exchange(request).await?.into_parts();
        let status = parts.status;
        ensure!(status.is_success(), "status {status}: {}", String::from_utf8_lossy(&body));
        Ok(body)
    }

    /// Sends a request and reads the whole answer, whatever it is.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn exchange(&mut self, mut request: Request<Full<Bytes>>) -> Result<Response<Bytes>> {
        request.headers_mut().insert(http::header::HOST, self.authority.parse()?);
        self.sender.ready().await?;
        let (parts, body) = self.sender.send_request(request).await?.into_parts();
        Ok(Response::from_parts(parts, body.collect().await?.to_bytes()))
    }
}

/// Sends the requests that `make` makes over `connections` connections for `duration`, after a tenth of it to warm up.
///
/// # Errors
/// The first error of any request.
pub async fn over_http(
    url: &str,
    connections: usize,
    duration: Duration,
    make: impl Fn() -> Request<Full<Bytes>> + Clone + Send + 'static,
) -> Result<Latencies> {
    let mut opened = Vec::new();
    for _ in 0..connections {
        opened.push(Connection::open(url).await?);
    }
    let tasks = opened.into_iter().map(|mut connection| {
        let make = make.clone();
        drive(duration, async move || connection.send(make()).await.map(drop))
    });
    gather(duration, tasks).await
}

/// One caller: acts until `duration` is over, and measures all but the first tenth of it.
#[allow(clippy::disallowed_methods, reason = "a bench measures")]
pub async fn drive(duration: Duration, mut act: impl AsyncFnMut() -> Result<()>) -> Result<Vec<Duration>> {
    let started = Instant::now();
    let mut latencies = Vec::new();
    while started.elapsed() < duration + duration / 10 {
        let begun = Instant::now();
        act().await?;
        if started.elapsed() >= duration / 10 {
            latencies.push(begun.elapsed());
        }
    }
    Ok(latencies)
}

async fn gather<F>(duration: Duration, callers: impl Iterator<Item = F>) -> Result<Latencies>
where
    F: Future<Output = Result<Vec<Duration>>>,
{
    let set = tokio::task::LocalSet::new();
    set.run_until(async {
        let mut all = Vec::new();
        for caller in futures_util::future::join_all(callers).await {
            all.extend(caller?);
        }
        Ok(Latencies::new(all, duration))
    })
    .await
}
