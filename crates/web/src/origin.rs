use http::{HeaderMap, Uri, header};

const FETCH_SITE: &str = "sec-fetch-site";

/// The origin of an address (RFC 6454 §6.2), as browsers write it in `Origin` and as a content security policy can name
/// it: none without a host of letters, digits, dots and hyphens (Content Security Policy Level 3 §2.3.1).
#[must_use]
pub fn origin_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let (scheme, host) = (uri.scheme_str()?, uri.host()?.to_ascii_lowercase());
    let is_nameable = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    if host.is_empty() || !host.bytes().all(is_nameable) {
        return None;
    }
    match (scheme, uri.port_u16()) {
        ("https", None | Some(443)) | ("http", None | Some(80)) => Some(format!("{scheme}://{host}")),
        ("https" | "http", Some(port)) => Some(format!("{scheme}://{host}:{port}")),
        _ => None,
    }
}

/// Whether a page of this very service sent the form. The browser says so in `Sec-Fetch-Site`, which no page can write
/// (Fetch Metadata), or else, when it does not know that header, in `Origin`. `null` never proves own: a sandboxed frame
/// of any site says it too. Nothing said is nothing proved.
#[must_use]
pub fn is_own_form(headers: &HeaderMap, public_base_url: &str) -> bool {
    let says_only = |name: &str, expected: &str| {
        let mut values = headers.get_all(name).iter().peekable();
        values.peek().is_some() && values.all(|value| value.as_bytes() == expected.as_bytes())
    };
    if headers.contains_key(FETCH_SITE) {
        return says_only(FETCH_SITE, "same-origin");
    }
    origin_of(public_base_url).is_some_and(|own| says_only(header::ORIGIN.as_str(), &own))
}
