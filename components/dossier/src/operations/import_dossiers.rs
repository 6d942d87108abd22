//! `POST /v1/dossiers/imports`: dossiers from the fund's system, one JSON document a line.
//!
//! Read as a stream and stored batch by batch: a line that is wrong is reported and stops no other, and an import that
//! broke is sent again whole, because a version that is already there changes nothing. Who sends it is judged again before
//! each batch, at its own instant: what comes after their right has ended is not stored.

mod batch;
mod lines;
mod lookups;
mod organisations;
mod report;

use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use http::HeaderMap;
use journal::{Event, Journal, Kind};
use platform::{SqlError, new_uuid};
use uuid::Uuid;
use web::{BodyError, BodyStream, Context, Json, JsonFault, LastingCaller, Problem, is_of_type, parse_json};

use self::{
    batch::Batch,
    lines::{Line, Lines},
    report::ImportReport,
};
use super::interruption::{end_interrupted, end_silent};
use crate::{Dossier, domain::Record, problems, store::imports};

/// What lines of JSON are called: no name is registered, and clients use all of these.
const LINES_OF_JSON: &[&str] =
    &["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

/// As many lines are read before they are stored.
const BATCH: usize = 250;

pub(crate) async fn import_dossiers(
    State(dossier): State<Arc<Dossier>>,
    caller: LastingCaller,
    context: Context,
    headers: HeaderMap,
    body: BodyStream,
) -> Result<Json<ImportReport>, Problem> {
    dossier.permit(&caller.principal, "importDossiers", &context)?;
    if !is_of_type(&headers, LINES_OF_JSON) {
        return Err(Problem::new(problems::NOT_NDJSON));
    }
    let keys = dossier.keys(&context).await?;
    let id = new_uuid(context.now, &*dossier.platform.random);
    let batch = Batch { dossier: &dossier, caller: &caller, context: &context, keys: &keys, id };
    let fault = |error: SqlError| Problem::fault(&context, "database", &error);
    end_silent(&dossier, &context).await.map_err(fault)?;
    caller.confirm(context).await?;
    begin(&dossier, (&caller.principal, &context), id).await?;
    let imported = match read_all(&batch, Lines::of(body)).await {
        Ok(report) => batch.finish(report).await,
        Err(problem) => Err(problem),
    };
    if imported.is_err() {
        end_interrupted(&dossier, &context, id).await.map_err(fault)?;
    }
    imported.map(Json)
}

/// The journal has it who sends dossiers, and through which application, before the first of them is stored.
async fn begin(
    dossier: &Dossier,
    (principal, context): (&Principal, &Context),
    id: Uuid,
) -> Result<(), Problem> {
    let journal = Journal::new(&dossier.platform, context);
    let event = Event::done(journal.new_id(), Kind::ImportStarted { import: id }).by(principal);
    journal.record(event).await.map_err(|error| Problem::fault(context, "journal", &error))?;
    let whose = (principal.subject, principal.client.parse().ok());
    let begun = imports::insert(&dossier.database, id, whose, context.now).await;
    begun.map_err(|error| Problem::fault(context, "database", &error))
}

async fn read_all(batch: &Batch<'_>, mut lines: Lines) -> Result<ImportReport, Problem> {
    let mut report = ImportReport::new(batch.id);
    let mut received = Vec::with_capacity(BATCH);
    while let Some(line) = lines.next().await.map_err(|error| broken(batch.context, &error))? {
        report.progress.lines += 1;
        match parse(&line) {
            Ok(record) => received.push(Received { line: line.number, record }),
            Err(fault) => report.reject(line.number, fault),
        }
        if received.len() == BATCH {
            batch.store(&mut report, std::mem::take(&mut received)).await?;
        }
    }
    batch.store(&mut report, received).await?;
    Ok(report)
}

fn broken(context: &Context, error: &BodyError) -> Problem {
    match error {
        BodyError::TooSlow => Problem::new(web::kinds::TOO_SLOW),
        BodyError::Broken(_) => Problem::fault(context, "import-body", error),
    }
}

/// A dossier, and the line that brought it.
pub(super) struct Received {
    pub(super) line: u32,
    pub(super) record: Record,
}

/// Why a line is not a dossier. Nothing of what it holds is repeated.
pub(super) struct LineFault {
    pub(super) pointer: Option<String>,
    pub(super) motif: &'static str,
}

impl LineFault {
    fn invalid(pointer: String) -> Self {
        Self { pointer: Some(pointer), motif: "donnee_invalide" }
    }

    /// The number became another, under which the dossier is.
    fn replaced() -> Self {
        Self { pointer: Some("/matricule".to_owned()), motif: "numero_remplace" }
    }
}

fn parse(line: &Line) -> Result<Record, LineFault> {
    let Some(text) = &line.text else {
        return Err(LineFault { pointer: None, motif: "ligne_trop_longue" });
    };
    let record: Record = parse_json(text).map_err(|fault| match fault {
        JsonFault::Malformed(..) => LineFault { pointer: None, motif: "json_illisible" },
        JsonFault::Invalid(pointer) => LineFault::invalid(pointer),
    })?;
    match record.fault() {
        Some(pointer) => Err(LineFault::invalid(pointer.to_owned())),
        None => Ok(record),
    }
}
