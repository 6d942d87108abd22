//! `GET /v1/etat` (seven components, five database reads) and an unknown route, beside the bare hello component.

use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;

use crate::{hello, load::over_http, table};

const DURATION: Duration = Duration::from_secs(5);

fn get(path: &'static str) -> impl Fn() -> Request<Full<Bytes>> + Clone + Send + 'static {
    move || {
        let mut request = Request::new(Full::default());
        *request.uri_mut() = http::Uri::from_static(path);
        request
    }
}

/// Measures at 1 and 16 connections.
///
/// # Errors
/// When an application does not start or an answer is none of success.
pub async fn bench() -> Result<()> {
    let hello = hello::start().await?;
    let folder = tempfile::tempdir()?;
    let application = e2e::builder(folder.path()).start().await?;
    table::head("Readiness of all components");
    for connections in [1, 16] {
        let bare = over_http(&hello.url(), connections, DURATION, get("/")).await?;
        table::row("bare hello", connections, &bare, bare.rate());
        let state = over_http(&application.url(), connections, DURATION, get("/v1/etat")).await?;
        table::row("GET /v1/etat", connections, &state, bare.rate());
    }
    application.stop().await;
    hello.stop().await;
    Ok(())
}
