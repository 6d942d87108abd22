use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

/// Spin appends its own value after any that the client forged, so the last one alone is true.
const CLIENT_ADDRESS: &str = "spin-client-addr";

/// The address of the client: what the last `spin-client-addr` says or, behind a reverse proxy, the last value of the
/// one header that the proxy overwrites, named by the operator.
#[must_use]
pub fn client_address(headers: &HeaderMap, proxy_header: Option<&str>) -> Option<IpAddr> {
    match proxy_header {
        Some(name) => last(headers, name)?.trim().parse().ok(),
        None => socket_address(headers).map(|address| address.ip()),
    }
}

/// Whether the request came from another component of this application and not from outside. It does not say from
/// which: the allowed hosts of the manifest do.
#[must_use]
pub fn is_chained(headers: &HeaderMap) -> bool {
    socket_address(headers).is_some_and(|address| address.ip().is_unspecified() && address.port() == 0)
}

fn socket_address(headers: &HeaderMap) -> Option<SocketAddr> {
    last(headers, CLIENT_ADDRESS)?.parse().ok()
}

fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get_all(name).iter().next_back()?.to_str().ok()
}
