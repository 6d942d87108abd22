use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use journal::{Kind, Receipt};
use serde::{Deserialize, Serialize};
use web::{Caller, Context, Json, Problem, kinds};

use crate::{Audit, JournalFault, store::clock::keep_sighting};

/// How far the instant that the person gives may be from the clock's.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockConfirmation {
    /// What time it is, read elsewhere than on the machine.
    instant: Timestamp,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConfirmedClock {
    recepisse: Receipt,
}

/// `POST /v1/journal/horloge`: a person says that the clock is right, after a gap that the purge refused.
pub(crate) async fn confirm_clock(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
    Json(confirmation): Json<ClockConfirmation>,
) -> Result<Json<ConfirmedClock>, Problem> {
    audit.authorise(&context, &principal, "confirmClock")?;
    if confirmation.instant.duration_since(context.now).abs() > TOLERANCE {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/instant"));
    }
    let confirmed = confirm(&audit, &context, &principal).await;
    confirmed.map(|recepisse| Json(ConfirmedClock { recepisse })).map_err(|fault| fault.problem(&context))
}

/// The sighting and its event, in one transaction.
async fn confirm(audit: &Audit, context: &Context, principal: &Principal) -> Result<Receipt, JournalFault> {
    audit.check_soundness().await?;
    let event = audit.act(context, principal, Kind::ClockConfirmed { instant: context.now });
    let mut transaction = audit.database.begin().await?;
    keep_sighting(&mut transaction, context.now).await?;
    audit.record_with(transaction, event).await
}
