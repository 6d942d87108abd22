use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use http::StatusCode;
use journal::{Event, Kind};
use uuid::Uuid;
use web::{Caller, Context, Path, Problem};

use crate::{Login, fault::Fault, problems, store::clients};

/// `DELETE /login/clients/{id}`: the application gets no token from now on, and the proofs of those it has are refused.
pub(crate) async fn close_client(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    login.authorise(&context, &principal, "closeClient")?;
    let closed = close(&login, &context, &principal, id).await;
    if closed.map_err(|fault| fault.problem(&context))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(problems::CLIENT_UNKNOWN))
    }
}

/// Closes it; false when it was already, or never was.
async fn close(login: &Login, context: &Context, principal: &Principal, id: Uuid) -> Result<bool, Fault> {
    let mut transaction = login.database.begin().await?;
    if !clients::close_client(&mut transaction, id, context.now).await? {
        transaction.rollback().await?;
        return Ok(false);
    }
    let event = |event| Event::done(event, Kind::ClientClosed { client: id }).by(principal);
    login.conclude(context, transaction, event).await?;
    Ok(true)
}
