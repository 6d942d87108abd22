use std::sync::Arc;

use axum::extract::State;
use platform::SqlError;
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::{
    Conventions,
    domain::{MandateState, Obstacle, Question, Standing},
    store::{mandates::find_mandate_facts, standing::find_standing_facts},
};

/// `POST /prive/habilitations/{id}/situation`: whether an habilitation opens the module that asks at this
/// instant, for who comes from there. A POST, because an address is personal data and has no place in a URL.
pub(crate) async fn read_situation(
    State(conventions): State<Arc<Conventions>>,
    context: Context,
    Path(id): Path<Uuid>,
    Json(question): Json<Question>,
) -> Result<Json<Standing>, Problem> {
    let standing = standing(&conventions, (id, question), &context).await;
    standing.map(Json).map_err(|error| Problem::fault(&context, "store", &error))
}

async fn standing(
    conventions: &Conventions,
    (id, question): (Uuid, Question),
    context: &Context,
) -> Result<Standing, SqlError> {
    if let Some(facts) = find_standing_facts(&conventions.database, id, question.mois).await? {
        return Ok(facts.judge(context.now, question.module, question.origin()));
    }
    let Some(mandate) = find_mandate_facts(&conventions.database, id).await? else {
        return Ok(Standing::refused(Obstacle::Unknown));
    };
    Ok(match mandate {
        mandate if mandate.state == MandateState::Pending => Standing::refused(Obstacle::NotActivated),
        mandate if mandate.state == MandateState::Ended => Standing::refused(Obstacle::Withdrawn),
        mandate if mandate.awaits_trace => Standing::refused(Obstacle::Untraced),
        mandate => Standing::of_mandate(mandate.organisation),
    })
}
