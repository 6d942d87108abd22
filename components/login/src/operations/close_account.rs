use std::sync::Arc;

use axum::extract::State;
use journal::{Event, Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Path, Problem};

use crate::{
    Login,
    fault::Fault,
    store::attachments::{self, Ending},
};

/// What ends: one habilitation or mandate of the account, or all that the person holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    #[serde(default)]
    habilitation: Option<Uuid>,
}

/// What is left of the account.
#[derive(Debug, Serialize)]
pub(crate) struct ClosedAccount {
    compte: Uuid,
    est_ferme: bool,
}

/// `POST /prive/comptes/{id}/fermeture`: ends an habilitation with its sessions, and closes the account when it was the
/// last; without one, ends them all. Done again, it changes nothing.
/// It holds when the journal does not answer, which is told later.
pub(crate) async fn close_account(
    State(login): State<Arc<Login>>,
    context: Context,
    Path(id): Path<Uuid>,
    Json(closing): Json<Option<Closing>>,
) -> Result<Json<ClosedAccount>, Problem> {
    let habilitation = closing.and_then(|closing| closing.habilitation);
    let closed = close(&login, &context, id, habilitation).await;
    let est_ferme = closed.map_err(|fault| fault.problem(&context))?;
    Ok(Json(ClosedAccount { compte: id, est_ferme }))
}

async fn close(
    login: &Login,
    context: &Context,
    compte: Uuid,
    habilitation: Option<Uuid>,
) -> Result<bool, Fault> {
    let mut transaction = login.database.begin().await?;
    let Ending { is_closed, is_new } = match habilitation {
        Some(one) => attachments::end_attachment(&mut transaction, compte, one, context.now).await?,
        None => attachments::end_all(&mut transaction, compte, context.now).await?,
    };
    if !is_new {
        transaction.rollback().await?;
        return Ok(is_closed);
    }
    let kind = if is_closed { Kind::AccountClosed { compte } } else { Kind::AccountDetached { compte } };
    login.conclude(context, transaction, |id| Event { habilitation, ..Event::done(id, kind) }).await?;
    Ok(is_closed)
}
