use std::sync::Arc;

use axum::extract::{Path, State};
use platform::SqlError;
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{
    Conventions,
    domain::{Obstacle, Standing},
    store::{mandates::find_mandate_facts, standing::find_standing_facts},
};

/// `GET /prive/habilitations/{id}/situation`: whether an habilitation is in force at this instant.
pub(crate) async fn read_situation(
    State(conventions): State<Arc<Conventions>>,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<Standing>, Problem> {
    let standing = standing(&conventions, id, &context).await;
    standing.map(Json).map_err(|error| Problem::fault(&context, "store", &error))
}

async fn standing(conventions: &Conventions, id: Uuid, context: &Context) -> Result<Standing, SqlError> {
    if let Some(facts) = find_standing_facts(&conventions.database, id).await? {
        return Ok(facts.at(context.now));
    }
    let Some(mandate) = find_mandate_facts(&conventions.database, id).await? else {
        return Ok(Standing::refused(Obstacle::Unknown));
    };
    Ok(match mandate {
        mandate if !mandate.is_running => Standing::refused(Obstacle::Withdrawn),
        mandate if mandate.awaits_trace => Standing::refused(Obstacle::Untraced),
        mandate => Standing::of_mandate(mandate.organisation),
    })
}
