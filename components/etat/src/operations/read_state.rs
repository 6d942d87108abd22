use std::sync::Arc;

use axum::extract::State;
use futures_util::future::join_all;
use http::StatusCode;
use platform::{Platform, log_fault};
use serde::Serialize;
use web::{Client, Context, Json, READINESS_PATH, Readiness};

/// The components asked. `policies/capabilities.toml` grants their call, and a test compares the two.
const COMPONENTS: [&str; 6] = ["audit", "conventions", "dossier", "hashing", "login", "messaging"];

/// The state of the application.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ApplicationState {
    /// Whether all components are ready.
    est_pret: bool,
    composants: Vec<ComponentState>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ComponentState {
    id: &'static str,
    est_pret: bool,
}

/// `GET /v1/etat`: 200 when every component is ready, 503 otherwise, which ones in both.
pub(crate) async fn read_state(
    State(platform): State<Arc<Platform>>,
    context: Context,
) -> (StatusCode, Json<ApplicationState>) {
    let composants = join_all(COMPONENTS.map(|id| ask(&platform, &context, id))).await;
    let est_pret = composants.iter().all(|component| component.est_pret);
    let status = if est_pret { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ApplicationState { est_pret, composants }))
}

async fn ask(platform: &Platform, context: &Context, id: &'static str) -> ComponentState {
    let answer = Client::new(platform, context).get::<Readiness>(id, READINESS_PATH).await;
    if let Err(error) = &answer {
        log_fault(&context.request_id.to_string(), "component-not-ready", &format!("{id}: {error}"));
    }
    ComponentState { id, est_pret: answer.is_ok() }
}
