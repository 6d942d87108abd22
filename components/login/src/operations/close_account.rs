use std::sync::Arc;

use axum::extract::{Path, State};
use journal::{Event, Kind};
use serde::Serialize;
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{Login, fault::Fault, store::accounts};

/// The account is closed.
#[derive(Debug, Serialize)]
pub(crate) struct ClosedAccount {
    compte: Uuid,
}

/// `POST /prive/comptes/{id}/fermeture`: closes an account and ends its sessions; closing it again changes nothing.
/// The closing is not undone when the journal does not answer: whoever asks tries again, and access is already cut.
pub(crate) async fn close_account(
    State(login): State<Arc<Login>>,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<ClosedAccount>, Problem> {
    close(&login, &context, id).await.map_err(|fault| fault.problem(&context))?;
    Ok(Json(ClosedAccount { compte: id }))
}

async fn close(login: &Login, context: &Context, id: Uuid) -> Result<(), Fault> {
    accounts::close_account(&login.database, id, context.now).await?;
    login.record(context, |event| Event::done(event, Kind::AccountClosed { compte: id })).await
}
