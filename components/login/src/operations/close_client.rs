use std::sync::Arc;

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
    let closed = clients::close_client(&login.database, id, context.now).await;
    if !closed.map_err(|error| Fault::from(error).problem(&context))? {
        return Err(Problem::new(problems::CLIENT_UNKNOWN));
    }
    let recorded =
        login.record(&context, |event| Event::done(event, Kind::ClientClosed { client: id }).by(&principal));
    recorded.await.map_err(|fault| fault.problem(&context))?;
    Ok(StatusCode::NO_CONTENT)
}
