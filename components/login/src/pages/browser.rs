use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::{
    domain::pending_request::BegunRequests,
    store::{known_browsers, pushed_requests},
};

const SIGN_IN: &str = "__Host-connexion";
const SESSION: &str = "__Host-session";
const REQUESTS: &str = "__Host-demandes";
const KNOWN: &str = "__Host-navigateur";

/// Between the secrets of sessions, which are base64url.
const BESIDE: char = '.';

/// What a browser brings: the secret of the sign-in under way, those of its sessions, the latest first, the one by which it
/// is known again, and the requests that it began.
pub(crate) struct Browser<'a> {
    pub(crate) sign_in: Option<&'a str>,
    pub(crate) sessions: Vec<&'a str>,
    pub(crate) known: Option<&'a str>,
    pub(crate) requests: BegunRequests,
}

impl<'a> Browser<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let cookie = |name| {
            let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let mut cookies =
                values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
            cookies.find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        let requests = cookie(REQUESTS).map(BegunRequests::parse).unwrap_or_default();
        let sessions = cookie(SESSION).map(|secrets| secrets.split(BESIDE).collect()).unwrap_or_default();
        Self { sign_in: cookie(SIGN_IN), sessions, known: cookie(KNOWN), requests }
    }
}

/// Gives the browser the secret of a sign-in.
pub(crate) fn with_sign_in(response: Response, secret: &str) -> Response {
    with_cookie(response, &format!("{SIGN_IN}={secret}; Max-Age=600"))
}

/// Has the browser keep these requests in mind, as long as they can wait.
pub(crate) fn with_requests(response: Response, requests: &BegunRequests) -> Response {
    with_cookie(response, &format!("{REQUESTS}={requests}; Max-Age={}", pushed_requests::LIFE.as_secs()))
}

/// Gives the browser the secret of its session before those that it has, until it is closed or they end.
pub(crate) fn with_session(response: Response, secret: &str, beside: &[String]) -> Response {
    let kept: String = beside.iter().map(|former| format!("{BESIDE}{former}")).collect();
    with_cookie(response, &format!("{SESSION}={secret}{kept}"))
}

/// Gives the browser the secret by which it is known again.
pub(crate) fn with_known_browser(response: Response, secret: &str) -> Response {
    with_cookie(response, &format!("{KNOWN}={secret}; Max-Age={}", known_browsers::LIFE.as_secs()))
}

/// Takes what it keeps away from the browser: whoever comes next begins anew. It stays known: that opens nothing.
pub(crate) fn without_session(response: Response) -> Response {
    let forget = |response, name| with_cookie(response, &format!("{name}=; Max-Age=0"));
    [SESSION, SIGN_IN, REQUESTS].into_iter().fold(response, forget)
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Path=/; Secure; HttpOnly; SameSite=Lax")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
