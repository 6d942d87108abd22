use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Dossier;

/// `GET /prive/etat`.
pub(crate) async fn read_readiness(
    State(dossier): State<Arc<Dossier>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    readiness(&dossier.database, context).await
}
