//! The limit: the bare hello component on the same host, in the same run.

use anyhow::Result;
use bytes::Bytes;
use host::{Host, Manifest};
use http::Request;
use http_body_util::Full;

/// Its one request.
#[must_use]
pub fn ask() -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::default());
    *request.uri_mut() = http::Uri::from_static("/");
    request
}

/// Builds and serves it.
///
/// # Errors
/// When it does not build or start.
pub async fn start() -> Result<Host> {
    let path = e2e::root().join("tests/bench/hello/spin.toml");
    host::build(&Manifest::read(&path)?, |step| eprintln!("{step}"))?;
    let folder = std::env::temp_dir().join("mon-compte-partenaire-bench-hello");
    Host::builder(path).data_dir(folder).listen("127.0.0.1:0").start().await
}
