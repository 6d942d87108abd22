use std::sync::Arc;

use axum::extract::State;
use platform::SqlError;
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::{
    Conventions,
    domain::{Obstacle, Origin, Standing},
    store::{mandates::find_mandate_facts, standing::find_standing_facts},
};

/// `POST /prive/habilitations/{id}/situation`: whether an habilitation is in force at this instant, for who comes from
/// there. A POST, because an address is personal data and has no place in a URL.
pub(crate) async fn read_situation(
    State(conventions): State<Arc<Conventions>>,
    context: Context,
    Path(id): Path<Uuid>,
    Json(origin): Json<Origin>,
) -> Result<Json<Standing>, Problem> {
    let standing = standing(&conventions, (id, origin), &context).await;
    standing.map(Json).map_err(|error| Problem::fault(&context, "store", &error))
}

async fn standing(
    conventions: &Conventions,
    (id, origin): (Uuid, Origin),
    context: &Context,
) -> Result<Standing, SqlError> {
    if let Some(facts) = find_standing_facts(&conventions.database, id).await? {
        return Ok(facts.judge(context.now, origin));
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
