use askama::Template;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use web::Context;

use super::{Answer, Message};
use crate::{domain::pending_request::Asked, fault::Fault};

/// Under `no-referrer` a browser writes `Origin: null` on our own forms (Fetch §3.2): it then proves nothing.
const OWN_PAGES_ONLY: HeaderValue = HeaderValue::from_static("same-origin");

/// Nothing but our own style sheet. In Chromium what `form-action` says binds every redirection that answers a form too:
/// the pages of a sign-in name the origin of the one client that asked for it, and no other.
fn policy(client: Option<&str>) -> String {
    let client = client.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; form-action 'self'{client}; base-uri 'none'; frame-ancestors 'none'"
    )
}

pub(super) fn page(status: StatusCode, template: &impl Template) -> Answer {
    page_about(&Asked::Nothing, status, template)
}

/// A page whose form ends this request, and so leads to its client's origin.
pub(super) fn page_about(asked: &Asked, status: StatusCode, template: &impl Template) -> Answer {
    let text = template.render().map_err(|_| Fault::Page)?;
    let origin = asked.redirect_uri().and_then(web::origin_of);
    let policy = HeaderValue::try_from(policy(origin.as_deref())).map_err(|_| Fault::Page)?;
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, OWN_PAGES_ONLY);
    Ok(response)
}

/// Sends the browser on (303: with a GET, so that what a form held is not sent along).
pub(crate) fn redirect(target: &str) -> Answer {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let target = HeaderValue::from_str(target).map_err(|_| Fault::Page)?;
    response.headers_mut().insert(header::LOCATION, target);
    Ok(response)
}

/// Refuses until this instant.
pub(crate) fn too_many_tries(context: &Context, until: Timestamp) -> Answer {
    let mut response = Message::too_many_tries(until).respond(StatusCode::TOO_MANY_REQUESTS)?;
    let seconds = until.duration_since(context.now).as_secs() + 1;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Ok(response)
}

/// Refuses for a few seconds: too many people sign in at once.
pub(crate) fn busy() -> Answer {
    let mut response = Message::BUSY.respond(StatusCode::SERVICE_UNAVAILABLE)?;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    Ok(response)
}
