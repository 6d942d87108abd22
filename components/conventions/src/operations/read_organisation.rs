use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::admission::admit;
use crate::{
    Conventions,
    domain::Refusal,
    failure::Failure,
    store::{
        acts::{self, Line},
        organisations::{self, Organisation},
    },
};

/// An organisation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WholeOrganisation {
    #[serde(flatten)]
    organisation: Organisation,
    historique: Vec<Line>,
}

/// `GET /v1/conventions/organisations/{id}`.
pub(crate) async fn read_organisation(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<WholeOrganisation>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let organisation =
            organisations::find_organisation(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "readOrganisation", Some(id))?;
        let historique = acts::list_history(&mut snapshot, id).await?;
        snapshot.commit().await?;
        Ok(Json(WholeOrganisation { organisation, historique }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}
