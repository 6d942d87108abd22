use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Messaging;

/// `GET /prive/etat`.
pub(crate) async fn read_readiness(
    State(messaging): State<Arc<Messaging>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    readiness(&messaging.database, context).await
}
