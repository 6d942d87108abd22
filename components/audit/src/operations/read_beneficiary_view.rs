use std::{collections::BTreeMap, sync::Arc};

use access::{Category, Form, Purpose};
use axum::extract::State;
use jiff::Timestamp;
use journal::{DossierPseudonym, Event, Kind, Outcome, Receipt};
use platform::new_uuid;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{
    Audit, JournalFault,
    log::publish,
    ports::find_names,
    store::contents::{Filter, WholeEntry, list_entries},
};

const PAGE: u32 = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    dossier: DossierPseudonym,
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

/// What shows that nothing was left out: under the checkpoint, the leaves that the key recognises are the ones listed,
/// and those whose content retention has deleted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Completeness {
    point_de_controle: String,
    cle_de_reconnaissance: String,
}

/// `POST /prive/consultations-du-dossier`: asked by `dossier`, which knows whose dossier it is.
pub(crate) async fn read_beneficiary_view(
    State(audit): State<Arc<Audit>>,
    context: Context,
    Json(question): Json<Question>,
) -> Result<Json<BeneficiaryView>, Problem> {
    read(&audit, &context, &question).await.map(Json).map_err(|fault| fault.problem(&context))
}

async fn read(
    audit: &Audit,
    context: &Context,
    question: &Question,
) -> Result<BeneficiaryView, JournalFault> {
    let settings = audit.settings().await?;
    let id = new_uuid(context.now, &*audit.platform.random);
    let event = Event::done(id, Kind::BeneficiaryViewRead {}).on(question.dossier);
    let recepisse = audit.record(event).await?;
    let checkpoint = publish(&audit.platform, &audit.database, &settings).await?;
    let below = question.suite.unwrap_or(u64::MAX).min(checkpoint.size);
    let filter = Filter { dossier: Some(question.dossier), below: Some(below), ..Filter::default() };
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
        cle_de_reconnaissance: settings.pseudonyms.recognition_key(question.dossier).to_string(),
    };
    Ok(BeneficiaryView { data, suite, preuve, recepisse })
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
