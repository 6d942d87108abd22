use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use journal::{Receipt, word};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use web::{Caller, Context, Json, Problem, kinds};

use super::sought::Sought;
use crate::{
    Audit, JournalFault,
    domain::Criteria,
    problems,
    store::contents::{Filter, WholeEntry, list_entries},
};

const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    criteres: Criteria,
    /// Where the former page ended.
    suite: Option<u64>,
    #[schema(minimum = 1, maximum = 200)]
    limite: Option<u32>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Found {
    data: Vec<FoundEvent>,
    /// Where the next page starts; none on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<u64>,
    recepisse: Receipt,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FoundEvent {
    rang: u64,
    instant: jiff::Timestamp,
    #[schema(value_type = Object)]
    evenement: Box<RawValue>,
}

/// `POST /v1/journal/recherches`: the entries that meet the criteria, the latest first.
pub(crate) async fn search_events(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
    Json(search): Json<Search>,
) -> Result<Json<Found>, Problem> {
    audit.authorise(&context, &principal, "searchEvents")?;
    if !search.criteres.is_bounded() {
        return Err(Problem::new(problems::CRITERIA_MISSING));
    }
    if search.limite.is_some_and(|limit| limit == 0 || limit > LARGEST_PAGE) {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/limite"));
    }
    find(&audit, &context, &principal, &search).await.map(Json).map_err(|fault| fault.problem(&context))
}

async fn find(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    search: &Search,
) -> Result<Found, JournalFault> {
    let sought = Sought::of(audit, context, &search.criteres).await?;
    let limit = search.limite.unwrap_or(PAGE);
    let filter = Filter { below: search.suite, ..sought.filter() };
    let mut entries = list_entries(&mut &audit.database, &filter, limit + 1).await?;
    let has_more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let event = sought.reading(audit, context, principal, word!("recherche"));
    let recepisse = audit.record(event).await?;
    let suite = entries.last().map(|last| last.index).filter(|_| has_more);
    let data = entries.into_iter().map(to_view).collect::<Result<_, _>>()?;
    Ok(Found { data, suite, recepisse })
}

fn to_view(entry: WholeEntry) -> Result<FoundEvent, JournalFault> {
    let unreadable =
        |_| JournalFault::Damaged(format!("the content of entry {} cannot be read", entry.index));
    let evenement = RawValue::from_string(entry.content).map_err(unreadable)?;
    Ok(FoundEvent { rang: entry.index, instant: entry.leaf.recorded_at, evenement })
}
