use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Audit;

/// `GET /prive/etat`: ready when the database is there, the variables are set and the log agrees with its last
/// checkpoint.
pub(crate) async fn read_readiness(
    State(audit): State<Arc<Audit>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    audit.settings().await.map_err(|fault| fault.problem(&context))?;
    audit.check_soundness().await.map_err(|fault| fault.problem(&context))?;
    readiness(&audit.database, context).await
}
