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
        mandates::{self as store, MandateView},
        organisations,
    },
};

/// The mandates of an organisation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Mandates {
    elements: Vec<MandateView>,
}

/// `GET /v1/conventions/organisations/{id}/mandats`: who acts for an organisation, and who waits to be confirmed.
pub(crate) async fn list_mandates(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<Mandates>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        organisations::find_organisation(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "listMandates", Some(id))?;
        let elements = store::list_mandates(&mut snapshot, id).await?;
        snapshot.commit().await?;
        Ok(Json(Mandates { elements }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}
