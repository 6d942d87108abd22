use std::collections::BTreeSet;

use uuid::Uuid;
use web::{Client, Problem};

use super::{LineFault, Received, batch::Batch, report::ImportReport};
use crate::{domain::Record, ports::find_organisations};

/// Of what was received, the dossiers whose objections name organisations that are registered: another would bind nobody.
pub(super) async fn keep_known(
    batch: &Batch<'_>,
    report: &mut ImportReport,
    mut received: Vec<Received>,
) -> Result<Vec<Received>, Problem> {
    let named = received.iter().flat_map(|received| &received.record.oppositions);
    let named: BTreeSet<_> = named.filter_map(|objection| objection.organisation()).collect();
    if named.is_empty() {
        return Ok(received);
    }
    let client = Client::new(&batch.dossier.platform, batch.context);
    let known = find_organisations(&client, &named).await;
    let known = known.map_err(|error| Problem::fault(batch.context, "conventions", &error))?;
    received.retain(|Received { line, record }| {
        let unknown = unknown_at(record, &known);
        if let Some(index) = unknown {
            report.reject(*line, LineFault::invalid(format!("/oppositions/{index}/organisation")));
        }
        unknown.is_none()
    });
    Ok(received)
}

/// The first objection of the record that names an organisation that is not `known`.
fn unknown_at(record: &Record, known: &BTreeSet<Uuid>) -> Option<usize> {
    let is_unknown = |id: uuid::Uuid| !known.contains(&id);
    record.oppositions.iter().position(|objection| objection.organisation().is_some_and(is_unknown))
}
