use std::sync::Arc;

use access::Principal;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use base64ct::{Base64, Encoding};
use http::header;
use journal::{Event, EvidenceLine, Outcome, tiles_between, word};
use serde::Deserialize;
use web::{Caller, Context, Json, Problem};

use super::sought::Sought;
use crate::{
    Audit, JournalFault,
    domain::Criteria,
    log::{publish, read_tile},
    problems,
    store::contents::{WholeEntry, list_entries},
};

/// How many entries a pack holds at most: about 3 MB of them.
const LARGEST: u32 = 2_000;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Export {
    criteres: Criteria,
}

/// `POST /v1/journal/exports`: an evidence pack of the entries that meet the criteria.
pub(crate) async fn export_events(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
    Json(export): Json<Export>,
) -> Result<Response, Problem> {
    audit.authorise(&context, &principal, "exportEvents")?;
    if !export.criteres.is_bounded() {
        return Err(Problem::new(problems::CRITERIA_MISSING));
    }
    let entries = find(&audit, &context, &principal, &export.criteres).await;
    let entries = entries.map_err(|fault| fault.problem(&context))?;
    let entries = entries.ok_or_else(|| Problem::new(problems::EXPORT_TOO_LARGE))?;
    let pack = pack(&audit, &entries).await.map_err(|fault| fault.problem(&context))?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], pack).into_response())
}

/// The entries, once the journal has it that they are exported; nothing when there are too many.
async fn find(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    criteria: &Criteria,
) -> Result<Option<Vec<WholeEntry>>, JournalFault> {
    let sought = Sought::of(audit, context, criteria).await?;
    let entries = list_entries(&mut &audit.database, &sought.filter(), LARGEST + 1).await?;
    let is_too_large = entries.len() > LARGEST as usize;
    let outcome = if is_too_large { Outcome::Refused } else { Outcome::Done };
    let event = sought.reading(audit, context, principal, word!("export"));
    audit.record(Event { outcome, ..event }).await?;
    Ok((!is_too_large).then_some(entries))
}

async fn pack(audit: &Audit, entries: &[WholeEntry]) -> Result<String, JournalFault> {
    let settings = audit.settings().await?;
    let checkpoint = publish(&audit.platform, &audit.database, &settings).await?;
    let indices: Vec<_> = entries.iter().map(|entry| entry.index).collect();
    let mut text = EvidenceLine::Checkpoint { note: checkpoint.note }.to_text();
    for tile in tiles_between(&indices, checkpoint.size) {
        let hashes = read_tile(&mut &audit.database, tile).await?;
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
        let line = EvidenceLine::Tile { path: tile.to_string(), hashes: Base64::encode_string(&bytes) };
        text.push_str(&line.to_text());
    }
    for entry in entries {
        text.push_str(&to_line(entry).to_text());
    }
    text.push_str(&EvidenceLine::End { entries: entries.len() as u64 }.to_text());
    Ok(text)
}

fn to_line(entry: &WholeEntry) -> EvidenceLine {
    EvidenceLine::Entry {
        index: entry.index,
        leaf: Base64::encode_string(&entry.leaf.to_bytes()),
        salt: Base64::encode_string(&entry.salt),
        content: entry.content.clone(),
    }
}
