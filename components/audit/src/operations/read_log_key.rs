use std::sync::Arc;

use axum::extract::State;
use web::{Context, Problem};

use crate::Audit;

/// `GET /log/cle`: the log's public key, `<name>+<id>+<key>` (C2SP `signed-note`). Whoever verifies gets it once, by a way
/// of their own, and not from the log at each time.
pub(crate) async fn read_log_key(
    State(audit): State<Arc<Audit>>,
    context: Context,
) -> Result<String, Problem> {
    let settings = audit.settings().await.map_err(|fault| fault.problem(&context))?;
    Ok(format!("{}\n", settings.log.verifier_key()))
}
