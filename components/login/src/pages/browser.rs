use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

const SIGN_IN: &str = "__Host-connexion";
const SESSION: &str = "__Host-session";

/// What a browser brings: the secret of the sign-in under way, and of its session.
pub(crate) struct Browser<'a> {
    pub(crate) sign_in: Option<&'a str>,
    pub(crate) session: Option<&'a str>,
}

impl<'a> Browser<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let cookie = |name| {
            let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let mut cookies =
                values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
            cookies.find(|(known, _)| *known == name).map(|(_, value)| value)
        };
        Self { sign_in: cookie(SIGN_IN), session: cookie(SESSION) }
    }
}

/// Gives the browser the secret of a sign-in.
pub(crate) fn with_sign_in(response: Response, secret: &str) -> Response {
    with_cookie(response, &format!("{SIGN_IN}={secret}; Max-Age=600"))
}

/// Gives the browser the secret of its session, until it is closed or the session ends.
pub(crate) fn with_session(response: Response, secret: &str) -> Response {
    with_cookie(response, &format!("{SESSION}={secret}"))
}

/// Takes the session's secret away from the browser.
pub(crate) fn without_session(response: Response) -> Response {
    with_cookie(response, &format!("{SESSION}=; Max-Age=0"))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Path=/; Secure; HttpOnly; SameSite=Lax")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
