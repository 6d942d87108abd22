use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{
    Conventions,
    failure::Failure,
    store::profiles::{self, Profile},
};

/// All versions of all profiles: they hold no personal data, and whoever signs in may know them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Profiles {
    profils: Vec<Profile>,
}

/// `GET /v1/habilitations/profils`.
pub(crate) async fn list_profiles(
    State(conventions): State<Arc<Conventions>>,
    _caller: Caller,
    context: Context,
) -> Result<Json<Profiles>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let profils = profiles::list_profiles(&mut snapshot).await?;
        snapshot.commit().await?;
        Ok(Json(Profiles { profils }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}
