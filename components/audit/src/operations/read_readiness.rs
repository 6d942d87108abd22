use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Audit;

/// `GET /prive/etat`.
pub(crate) async fn read_readiness(
    State(audit): State<Arc<Audit>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    readiness(&audit.database, context).await
}
