use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Dossier;

/// `GET /prive/etat`: both databases are there, and the setting that tells callers apart can be read.
pub(crate) async fn read_readiness(
    State(dossier): State<Arc<Dossier>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    dossier.proxy_header(&context).await?;
    readiness(&dossier.counts, context).await?;
    readiness(&dossier.database, context).await
}
