//! The headers that the host takes from a request, and those it adds for the component.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail, ensure};
use http::header::{CONNECTION, HOST, HeaderName, HeaderValue};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Request, Uri};

use crate::allowed_hosts::chaining_target;
use crate::routing::Match;

#[cfg(test)]
mod tests;

/// Removes what a client must not tell: a host that stands for a component, and what concerns the connection alone.
pub(crate) fn strip<B>(request: &mut Request<B>) {
    let headers = request.headers_mut();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    if host.and_then(chaining_target).is_some() {
        headers.remove(HOST);
    }
    headers.remove(CONNECTION);
}

/// Makes the URI absolute, from the URI itself or from the `Host` header.
///
/// # Errors
/// When there is neither, or when they differ: the connection is then dropped without an answer, as in Spin.
pub(crate) fn make_absolute<B>(request: &mut Request<B>) -> Result<()> {
    let header = request.headers().get(HOST).map(|host| -> Result<Authority> {
        Ok(host.to_str().context("the Host header is not text")?.parse()?)
    });
    let mut parts = request.uri().clone().into_parts();
    parts.authority = match (header.transpose()?, parts.authority.take()) {
        (None, None) => bail!("the request has no Host header"),
        (Some(header), Some(uri)) => {
            ensure!(header == uri, "the Host header differs from the authority of the URI");
            Some(uri)
        }
        (header, uri) => header.or(uri),
    };
    parts.scheme = Some(Scheme::HTTP);
    *request.uri_mut() = Uri::from_parts(parts)?;
    Ok(())
}

/// Adds the `spin-*` headers after all others: a client's own values of the same names stay, and come first.
///
/// # Errors
/// When a header that the client sent is not UTF-8.
pub(crate) fn prepare<B>(request: &mut Request<B>, found: &Match, client: SocketAddr) -> Result<()> {
    let mut host = "localhost";
    for (name, value) in request.headers() {
        let text = std::str::from_utf8(value.as_bytes())
            .with_context(|| format!("the header {name} is not UTF-8"))?;
        if name == HOST {
            host = text;
        }
    }
    let added = spin_headers(request.uri(), host, found, client);
    append(request.headers_mut(), added);
    Ok(())
}

fn spin_headers(uri: &Uri, host: &str, found: &Match, client: SocketAddr) -> Vec<(String, String)> {
    let scheme = uri.scheme_str().unwrap_or("http");
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let fixed = [
        ("spin-path-info", found.trailing.clone()),
        ("spin-full-url", format!("{scheme}://{host}{path}")),
        ("spin-matched-route", found.based_route.clone()),
        ("spin-base-path", "/".to_owned()),
        ("spin-raw-component-route", found.route.clone()),
        ("spin-component-route", found.prefix().to_owned()),
        ("spin-client-addr", client.to_string()),
    ];
    let named = found.named.iter().map(|(name, value)| {
        (format!("spin-path-match-{}", name.to_ascii_lowercase().replace('_', "-")), value.clone())
    });
    fixed.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(named).collect()
}

/// What cannot be a header is left out.
fn append(headers: &mut HeaderMap, added: Vec<(String, String)>) {
    for (name, value) in added {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(value.as_bytes()))
        {
            headers.append(name, value);
        }
    }
}
