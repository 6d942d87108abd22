use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use client::Session;
use demo::Kind;
use http::{Request, header};
use http_body_util::Full;
use serde_json::json;

/// Far from any number of dossiers, so that successive readings are of dossiers far apart.
const STRIDE: u32 = 7_919;

/// Requests for one dossier after another of `dossiers`, none of which is opposed or without a telephone.
pub fn asking(session: &Session, dossiers: u32) -> impl Fn() -> Request<Full<Bytes>> + Clone + Send + use<> {
    let token = format!("Bearer {}", session.token());
    let next = Arc::new(AtomicU32::new(0));
    move || {
        let n = loop {
            let n = next.fetch_add(STRIDE, Ordering::Relaxed) % dossiers + 1;
            if !matches!(Kind::of(n), Kind::Opposed | Kind::NoPhone | Kind::Moved) {
                break n;
            }
        };
        let body = json!({
            "organisme": demo::FUND, "matricule": demo::matricule(n), "finalite": "aide_financiere",
            "verification": { "telephone": demo::phone(n) },
        });
        let mut request = Request::new(Full::from(body.to_string()));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = http::Uri::from_static("/v1/consultations");
        request
            .headers_mut()
            .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        if let Ok(token) = token.parse() {
            request.headers_mut().insert(header::AUTHORIZATION, token);
        }
        request
    }
}
