use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Conventions;

/// `GET /prive/etat`.
pub(crate) async fn read_readiness(
    State(conventions): State<Arc<Conventions>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    readiness(&conventions.database, context).await
}
