use std::time::Duration;

use anyhow::Result;
use http::{Method, Request, header};
use http_body_util::Full;

use super::cast::Cast;
use crate::{hello, load::over_http, table};

const DURATION: Duration = Duration::from_secs(5);

/// Client credentials with a signed assertion and a proof of possession, each grant in the journal.
pub async fn bench(cast: &Cast) -> Result<()> {
    let hello = hello::start().await?;
    table::head("Grants to applications, through the host");
    for connections in [1, 16] {
        let bare = over_http(&hello.url(), connections, DURATION, hello::ask).await?;
        table::row("bare hello", connections, &bare, bare.rate());
        for (name, application) in &cast.applications {
            let application = application.clone();
            let ask = move || {
                let (proof, form) = application.grant();
                let mut request = Request::new(Full::from(form));
                *request.method_mut() = Method::POST;
                *request.uri_mut() = http::Uri::from_static("/oauth/token");
                let headers = request.headers_mut();
                headers.insert("dpop", proof.parse().unwrap_or(header::HeaderValue::from_static("")));
                let form = header::HeaderValue::from_static("application/x-www-form-urlencoded");
                headers.insert(header::CONTENT_TYPE, form);
                request
            };
            let granted = over_http(&cast.host.url(), connections, DURATION, ask).await?;
            table::row(&format!("grant, {name}"), connections, &granted, bare.rate());
        }
    }
    hello.stop().await;
    Ok(())
}
