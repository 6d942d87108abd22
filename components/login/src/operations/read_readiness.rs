use std::sync::Arc;

use axum::extract::State;
use web::{Context, Json, Problem, Readiness, readiness};

use crate::Login;

/// `GET /prive/etat`: the database is there, and the setting that tells callers apart can be read.
pub(crate) async fn read_readiness(
    State(login): State<Arc<Login>>,
    context: Context,
) -> Result<Json<Readiness>, Problem> {
    let read = web::proxy_header(&login.platform).await;
    read.map_err(|error| Problem::fault(&context, "proxy-header", &error))?;
    readiness(&login.database, context).await
}
