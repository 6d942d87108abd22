use std::{collections::BTreeSet, sync::Arc};

use access::{Principal, Role, Scope};
use anyhow::{Result, ensure};
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::Request;
use uuid::Uuid;
use web::testing::StaticAuthenticator;

use crate::Native;

/// As many dossiers as one import brings here.
const IMPORT: u32 = 10_000;

/// Imports dossiers `from` to `until` through the component's own operation; `report` is told how many there are.
///
/// # Errors
/// When an import is refused, or a line of it.
pub async fn fill(native: &Native, from: u32, until: u32, report: impl Fn(u32)) -> Result<()> {
    let system = Principal {
        subject: Uuid::from_u128(1),
        roles: BTreeSet::from([Role::SystemeCaf]),
        organisation: None,
        habilitation: None,
        session: None,
        client: "bench".to_owned(),
        scopes: Scope::ALL.into_iter().collect(),
    };
    let authenticator = Arc::new(StaticAuthenticator(system));
    let app = dossier::app_authenticated_by(native.platform().clone(), authenticator);
    for first in (from..=until).step_by(IMPORT as usize) {
        let last = until.min(first + IMPORT - 1);
        let lines =
            (first..=last).map(|n| Ok::<_, std::io::Error>(Bytes::from(format!("{}\n", demo::dossier(n)))));
        let request = Request::post("/v1/dossiers/imports").header("content-type", "application/x-ndjson");
        let answer = app.handle(request.body(Body::from_stream(stream::iter(lines)))?).await;
        ensure!(answer.status().is_success(), "an import answered {}", answer.status());
        report(last);
    }
    Ok(())
}
