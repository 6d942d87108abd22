use std::sync::Arc;

use axum::extract::State;
use web::{Caller, Context, Json, Problem};

use super::{
    listing::{self, List, PageQuery},
    read_convention::Summary,
};
use crate::{Conventions, failure::Failure, store::conventions as store};

/// `GET /v1/conventions`.
pub(crate) async fn list_conventions(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    page: PageQuery,
) -> Result<Json<List<Summary>>, Problem> {
    let work = async {
        let (mut snapshot, organisation, after) =
            listing::begin(&conventions, &principal, "listConventions", page).await?;
        let found = store::list_conventions(&mut snapshot, organisation, after).await?;
        snapshot.commit().await?;
        Ok(Json(List { elements: found.iter().map(|row| Summary::new(row, context.now)).collect() }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}
