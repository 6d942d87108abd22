use std::sync::Arc;

use axum::extract::State;
use web::{Context, Problem};

use crate::{Audit, JournalFault, log::last_or_new};

/// `GET /log/checkpoint`: the last signed checkpoint, at most ten seconds behind the log.
pub(crate) async fn read_checkpoint(
    State(audit): State<Arc<Audit>>,
    context: Context,
) -> Result<String, Problem> {
    read(&audit, &context).await.map_err(|fault| fault.problem(&context))
}

async fn read(audit: &Audit, context: &Context) -> Result<String, JournalFault> {
    let settings = audit.settings().await?;
    Ok(last_or_new(&audit.platform, &audit.database, &settings, context.now).await?.note)
}
