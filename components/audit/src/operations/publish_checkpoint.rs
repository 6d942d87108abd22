use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{Audit, JournalFault, log::publish};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublishedCheckpoint {
    taille: u64,
    racine: String,
}

/// `POST /v1/journal/maintenance`: publishes a checkpoint over all the entries. A scheduler calls it.
pub(crate) async fn publish_checkpoint(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<PublishedCheckpoint>, Problem> {
    audit.authorise(&context, &principal, "publishCheckpoint")?;
    run(&audit).await.map(Json).map_err(|fault| fault.problem(&context))
}

async fn run(audit: &Audit) -> Result<PublishedCheckpoint, JournalFault> {
    let settings = audit.settings().await?;
    let published = publish(&audit.platform, &audit.database, &settings).await?;
    Ok(PublishedCheckpoint { taille: published.size, racine: published.root.to_string() })
}
