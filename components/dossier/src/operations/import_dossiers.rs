//! `POST /v1/dossiers/imports`: dossiers from the fund's system, one JSON document a line.
//!
//! Read as a stream and stored batch by batch: a line that is wrong is reported and stops no other, and an import that
//! broke is sent again whole, because a version that is already there changes nothing. Who sends it is judged again before
//! each batch, at its own instant: what comes after their right has ended is not stored.

mod batch;
mod lines;
mod report;

use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, header};
use journal::{Event, Journal, Kind};
use platform::new_uuid;
use web::{BodyError, BodyStream, Context, Json, LastingCaller, Problem};

use self::{
    batch::Batch,
    lines::{Line, Lines},
    report::ImportReport,
};
use crate::{Dossier, domain::Record, problems};

/// As many dossiers as one transaction stores.
const BATCH: usize = 250;

pub(crate) async fn import_dossiers(
    State(dossier): State<Arc<Dossier>>,
    caller: LastingCaller,
    context: Context,
    headers: HeaderMap,
    body: BodyStream,
) -> Result<Json<ImportReport>, Problem> {
    dossier.permit(&caller.principal, "importDossiers", &context)?;
    if !is_ndjson(&headers) {
        return Err(Problem::new(problems::NOT_NDJSON));
    }
    let keys = dossier.keys(&context).await?;
    let id = new_uuid(context.now, &*dossier.platform.random);
    let batch = Batch { dossier: &dossier, caller: &caller, context: &context, keys: &keys, id };
    let mut report = read_all(&batch, Lines::of(body)).await?;
    let journal = Journal::new(&dossier.platform, &context);
    let kind = Kind::DossiersImported { nombre: report.progress.accepted };
    let event = Event::done(journal.new_id(), kind).by(&caller.principal);
    journal.record(event).await.map_err(|error| Problem::fault(&context, "journal", &error))?;
    report.progress.is_finished = true;
    batch.store(&mut report, &[]).await?;
    Ok(Json(report))
}

fn is_ndjson(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/x-ndjson")
}

async fn read_all(batch: &Batch<'_>, mut lines: Lines) -> Result<ImportReport, Problem> {
    let mut report = ImportReport::new(batch.id);
    let mut records = Vec::with_capacity(BATCH);
    while let Some(line) = lines.next().await.map_err(|error| broken(batch.context, &error))? {
        report.progress.lines += 1;
        match parse(&line) {
            Ok(record) => records.push(record),
            Err(fault) => report.reject(line.number, fault),
        }
        if records.len() == BATCH {
            batch.store(&mut report, &records).await?;
            records.clear();
        }
    }
    batch.store(&mut report, &records).await?;
    Ok(report)
}

fn broken(context: &Context, error: &BodyError) -> Problem {
    match error {
        BodyError::TooSlow => Problem::new(web::kinds::TOO_SLOW),
        BodyError::Broken(_) => Problem::fault(context, "import-body", error),
    }
}

/// Why a line is not a dossier. Nothing of what it holds is repeated.
pub(super) struct LineFault {
    pub(super) pointer: Option<String>,
    pub(super) motif: &'static str,
}

fn parse(line: &Line) -> Result<Record, LineFault> {
    let Some(text) = &line.text else {
        return Err(LineFault { pointer: None, motif: "ligne_trop_longue" });
    };
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let record = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let is_data = error.inner().is_data();
        let motif = if is_data { "donnee_invalide" } else { "json_illisible" };
        LineFault { pointer: is_data.then(|| web::pointer(&error)), motif }
    })?;
    match deserializer.end() {
        // serde also reads a structure from the list of its members.
        Ok(()) if text.trim_ascii_start().starts_with(b"[") => {
            Err(LineFault { pointer: Some(String::new()), motif: "donnee_invalide" })
        }
        Ok(()) => Ok(record),
        Err(_) => Err(LineFault { pointer: None, motif: "json_illisible" }),
    }
}
