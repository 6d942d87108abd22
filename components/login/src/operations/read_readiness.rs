use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Login;

/// `GET /prive/etat`.
pub(crate) async fn read_readiness(
    State(login): State<Arc<Login>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    readiness(&login.database, context).await
}
