use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName};
use platform::{Platform, SettingError};

use crate::{Context, Problem, kinds};

/// The variable that names the header of the reverse proxy.
const PROXY_HEADER: &str = "proxy_header";

/// Spin appends its own value after any that the client forged, so the last one alone is true.
const CLIENT_ADDRESS: &str = "spin-client-addr";

/// The header in which the reverse proxy writes the client's address; none without a proxy.
///
/// # Errors
/// When variable `proxy_header` is not set for the component, or is no name of a header.
pub async fn proxy_header(platform: &Platform) -> Result<Option<String>, SettingError> {
    let text = platform.settings.get(PROXY_HEADER).await?;
    if text.is_empty() {
        return Ok(None);
    }
    match HeaderName::try_from(&text) {
        Ok(_) => Ok(Some(text)),
        Err(_) => Err(SettingError::Invalid {
            name: PROXY_HEADER.to_owned(),
            expected: "the name of a header, or empty without a proxy",
        }),
    }
}

/// The header that is to hold the client's address does not. Who cannot be told from others cannot be slowed down alone, nor
/// be known to come from where they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the header of the client's address holds no address: see variable proxy_header and the reverse proxy"
)]
pub struct UnreadableAddress;

/// The problem of a request whose client's address cannot be told: logged here, once.
#[must_use]
pub fn unknown_address(context: &Context, error: &UnreadableAddress) -> Problem {
    platform::log_fault(&context.request_id.to_string(), "client-address", error);
    Problem::new(kinds::UNKNOWN_ADDRESS)
}

/// The address of the client: what the last `spin-client-addr` says or, behind a reverse proxy, the last value of the
/// one header that the proxy overwrites, named by the operator. An IPv4 address is given as such, however it was
/// written. None where nothing gives addresses, as when no host serves the component.
///
/// # Errors
/// When the header holds something else, such as a list, or is not there though the operator named it.
pub fn client_address(
    headers: &HeaderMap,
    proxy_header: Option<&str>,
) -> Result<Option<IpAddr>, UnreadableAddress> {
    let address: IpAddr = match proxy_header {
        Some(name) => {
            last(headers, name).and_then(|text| text.trim().parse().ok()).ok_or(UnreadableAddress)?
        }
        None if !headers.contains_key(CLIENT_ADDRESS) => return Ok(None),
        None => socket_address(headers).ok_or(UnreadableAddress)?.ip(),
    };
    Ok(Some(address.to_canonical()))
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
