use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use super::interruption::end_silent;
use crate::{
    Dossier,
    store::imports::{StoredImport, list_last},
};

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Imports {
    imports: Vec<ImportView>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ImportView {
    import: Uuid,
    commence_a: String,
    actualise_a: String,
    lignes: u32,
    enregistres: u32,
    inchanges: u32,
    rejetes: u32,
    est_termine: bool,
    /// Whether it was cut: what it had stored stays, and it is to be sent again whole.
    est_interrompu: bool,
}

/// `GET /v1/dossiers/imports`: how far the last imports are.
pub(crate) async fn list_imports(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<Imports>, Problem> {
    dossier.permit(&principal, "listImports", &context)?;
    let ended = end_silent(&dossier, &context).await;
    ended.map_err(|error| Problem::fault(&context, "database", &error))?;
    let imports = list_last(&dossier.database).await;
    let imports = imports.map_err(|error| Problem::fault(&context, "database", &error))?;
    Ok(Json(Imports { imports: imports.iter().map(view).collect() }))
}

fn view(import: &StoredImport) -> ImportView {
    let progress = import.progress;
    ImportView {
        import: import.id,
        commence_a: import.started_at.to_string(),
        actualise_a: import.updated_at.to_string(),
        lignes: progress.lines,
        enregistres: progress.accepted,
        inchanges: progress.unchanged,
        rejetes: progress.rejected,
        est_termine: progress.is_finished,
        est_interrompu: import.interrupted_at.is_some(),
    }
}
