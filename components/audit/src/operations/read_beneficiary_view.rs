use std::{collections::BTreeMap, sync::Arc};

use access::{Category, Form, Purpose};
use axum::extract::State;
use jiff::Timestamp;
use journal::{DossierPseudonym, Event, Kind, Outcome, Receipt, RecognitionKey};
use platform::new_uuid;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem, kinds};

use crate::{
    Audit, JournalFault,
    domain::retention_ends,
    log::publish,
    ports::find_names,
    settings::AuditSettings,
    store::{
        contents::{Filter, WholeEntry, list_entries},
        entries::SKEW,
    },
};

const PAGE: u32 = 100;

/// How many numbers a dossier went under, at most.
const NAMES: usize = 1_024;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// The names of the dossier, that of its present number first.
    dossiers: Vec<DossierPseudonym>,
    /// Where the former page ended.
    suite: Option<u64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct BeneficiaryView {
    data: Vec<Access>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<u64>,
    preuve: Completeness,
    recepisse: Receipt,
}

/// What happened to the dossier, without what the beneficiary is not owed (CJEU C-579/21).
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Access {
    rang: u64,
    evenement: Uuid,
    instant: Timestamp,
    fait: &'static str,
    issue: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Organisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finalite: Option<Purpose>,
    categories: BTreeMap<Category, Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<Uuid>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = NamedOrganisation)]
struct Organisation {
    id: Uuid,
    /// None when `conventions` does not know it, or does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    nom: Option<String>,
}

/// What shows that nothing was left out: under the checkpoint, the leaves that the keys recognise are the ones listed,
/// and those whose content retention has deleted. The keys are of days that are over, in UTC, so that they tell nothing
/// of what comes: the entries of the day are covered by the keys of the next.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Completeness {
    point_de_controle: String,
    /// On the first page alone: they are of all pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cles_de_reconnaissance: Vec<Recognition>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Recognition {
    /// A month, `2026-03`, or a day, `2026-03-12`.
    periode: String,
    cle: String,
}

impl From<RecognitionKey> for Recognition {
    fn from(key: RecognitionKey) -> Self {
        Self { periode: key.period().to_string(), cle: key.to_string() }
    }
}

/// `POST /prive/consultations-du-dossier`: asked by `dossier`, which knows whose dossier it is.
pub(crate) async fn read_beneficiary_view(
    State(audit): State<Arc<Audit>>,
    context: Context,
    Json(question): Json<Question>,
) -> Result<Json<BeneficiaryView>, Problem> {
    if question.dossiers.is_empty() || question.dossiers.len() > NAMES {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/dossiers"));
    }
    read(&audit, &context, &question).await.map(Json).map_err(|fault| fault.problem(&context))
}

async fn read(
    audit: &Audit,
    context: &Context,
    question: &Question,
) -> Result<BeneficiaryView, JournalFault> {
    let settings = audit.settings().await?;
    let id = new_uuid(context.now, &*audit.platform.random);
    let event = Event {
        dossier: question.dossiers.first().copied(),
        ..Event::done(id, Kind::BeneficiaryViewRead {})
    };
    let recepisse = audit.record(event).await?;
    let checkpoint = publish(&audit.platform, &audit.database, &settings).await?;
    let below = question.suite.unwrap_or(u64::MAX).min(checkpoint.size);
    let filter = Filter { dossier: question.dossiers.clone(), below: Some(below), ..Filter::default() };
    let mut entries = list_entries(&mut &audit.database, &filter, PAGE + 1).await?;
    let has_more = entries.len() > PAGE as usize;
    entries.truncate(PAGE as usize);
    let suite = entries.last().map(|last| last.index).filter(|_| has_more);
    let events = entries.iter().map(|entry| Ok((entry, read_event(entry)?)));
    let events = events.collect::<Result<Vec<_>, JournalFault>>()?;
    let organisations = events.iter().filter_map(|(_, event)| event.organisation).collect();
    let names = find_names(&audit.platform, context, &organisations).await;
    let to_access = |(entry, event)| to_view(entry, event, &names, settings.discloses_agents);
    let data = events.into_iter().map(to_access).collect();
    let preuve = Completeness {
        point_de_controle: checkpoint.note,
        cles_de_reconnaissance: recognition_keys(question, &settings, recepisse.recorded_at),
    };
    Ok(BeneficiaryView { data, suite, preuve, recepisse })
}

/// The keys of what is kept and over. An instant of the log goes back by two seconds at most, so that no entry is added to
/// a day that is over by more.
fn recognition_keys(question: &Question, settings: &AuditSettings, now: Timestamp) -> Vec<Recognition> {
    if question.suite.is_some() {
        return Vec::new();
    }
    let (kept_since, over) = (retention_ends(now, settings.retention_months), now.saturating_sub(SKEW));
    let over = over.unwrap_or(kept_since);
    let of_name = |name: &DossierPseudonym| settings.pseudonyms.recognition_keys(*name, kept_since, over);
    question.dossiers.iter().flat_map(of_name).map(Recognition::from).collect()
}

fn read_event(entry: &WholeEntry) -> Result<Event, JournalFault> {
    serde_json::from_str(&entry.content)
        .map_err(|_| JournalFault::Damaged(format!("the content of entry {} cannot be read", entry.index)))
}

fn to_view(
    entry: &WholeEntry,
    event: Event,
    names: &BTreeMap<Uuid, String>,
    discloses_agents: bool,
) -> Access {
    Access {
        rang: entry.index,
        evenement: event.id,
        instant: entry.leaf.recorded_at,
        fait: event.kind.name(),
        issue: event.outcome,
        organisation: event.organisation.map(|id| Organisation { id, nom: names.get(&id).cloned() }),
        finalite: event.purpose,
        categories: event.categories,
        agent: event.agent.filter(|_| discloses_agents),
    }
}
