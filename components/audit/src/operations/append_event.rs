use std::sync::Arc;

use axum::extract::State;
use journal::{Event, Receipt};
use web::{Context, Json, Problem};

use crate::Audit;

/// `POST /prive/evenements`: the receipt, once the event is durable; the same one when it was already.
pub(crate) async fn append_event(
    State(audit): State<Arc<Audit>>,
    context: Context,
    Json(event): Json<Event>,
) -> Result<Json<Receipt>, Problem> {
    audit.record(event).await.map(Json).map_err(|fault| fault.problem(&context))
}
