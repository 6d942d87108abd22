use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use client::Session;
use demo::Kind;
use http::{HeaderValue, Method, Request, Uri, header};
use http_body_util::Full;
use serde_json::json;

/// Far from any number of dossiers, so that successive readings are of dossiers far apart.
const STRIDE: u32 = 7_919;

/// Requests for one dossier after another of `dossiers`, none of which is opposed or without a telephone.
pub fn asking(session: &Session, dossiers: u32) -> impl Fn() -> Request<Full<Bytes>> + Clone + Send + use<> {
    let token = session.token().to_owned();
    let next = Arc::new(AtomicU32::new(0));
    move || {
        let n = loop {
            let n = next.fetch_add(STRIDE, Ordering::Relaxed) % dossiers + 1;
            if !matches!(Kind::of(n), Kind::Opposed | Kind::NoPhone | Kind::Moved) {
                break n;
            }
        };
        consultation(&token, &demo::matricule(n), &demo::phone(n))
    }
}

/// The request for the dossier that has this number, by whoever has this token and knows this telephone.
#[must_use]
pub fn consultation(token: &str, matricule: &str, telephone: &str) -> Request<Full<Bytes>> {
    let body = json!({
        "organisme": demo::FUND, "matricule": matricule, "finalite": "aide_financiere",
        "verification": { "telephone": telephone },
    });
    let mut request = Request::new(Full::from(body.to_string()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static("/v1/consultations");
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(bearer) = format!("Bearer {token}").parse() {
        headers.insert(header::AUTHORIZATION, bearer);
    }
    request
}
