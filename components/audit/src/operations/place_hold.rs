use std::sync::Arc;

use access::{DossierNumber, Principal};
use axum::extract::State;
use jiff::Timestamp;
use journal::{Event, Kind, Receipt};
use platform::new_uuid;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Problem, kinds};

use crate::{
    Audit, JournalFault,
    domain::digest_of_names,
    ports::find_dossier_names,
    store::{
        contents::find_purged_before,
        holds::{Subject, insert_hold},
    },
};

const LONGEST_REASON: usize = 500;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHold {
    dossier: Option<DossierNumber>,
    agent: Option<Uuid>,
    #[schema(max_length = 500, pattern = r"\S")]
    motif: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PlacedHold {
    id: Uuid,
    recepisse: Receipt,
}

/// `POST /v1/journal/gels`: keeps from the purge what concerns a dossier or an agent, with a reason.
pub(crate) async fn place_hold(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
    Json(hold): Json<NewHold>,
) -> Result<Json<PlacedHold>, Problem> {
    audit.authorise(&context, &principal, "placeHold")?;
    let motif = hold.motif.trim();
    if motif.is_empty() || motif.chars().count() > LONGEST_REASON {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/motif"));
    }
    let subject = match (&hold.dossier, hold.agent) {
        (Some(dossier), None) => find_dossier_names(&audit.platform, &context, dossier)
            .await
            .map(Subject::Dossier)
            .map_err(|error| JournalFault::from(error).problem(&context))?,
        (None, Some(agent)) => Subject::Agent(agent),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/dossier"));
        }
    };
    place(&audit, &context, &principal, &subject, motif)
        .await
        .map(Json)
        .map_err(|fault| fault.problem(&context))
}

/// The hold and its event, in one transaction.
async fn place(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    subject: &Subject,
    reason: &str,
) -> Result<PlacedHold, JournalFault> {
    audit.check_soundness().await?;
    let id = new_uuid(context.now, &*audit.platform.random);
    let mut transaction = audit.database.begin().await?;
    let purged = find_purged_before(&mut transaction, Timestamp::MAX).await?;
    let purge_avant = Some(purged.unwrap_or(Timestamp::UNIX_EPOCH));
    let act = |agent_vise, noms| {
        audit.act(context, principal, Kind::HoldPlaced { gel: id, agent_vise, noms, purge_avant })
    };
    let event = match subject {
        Subject::Dossier(names) => {
            Event { dossier: names.first().copied(), ..act(None, Some(digest_of_names(names))) }
        }
        Subject::Agent(agent) => act(Some(*agent), None),
    };
    insert_hold(&mut transaction, id, subject, reason, principal.subject, context.now).await?;
    Ok(PlacedHold { id, recepisse: audit.record_with(transaction, event).await? })
}
