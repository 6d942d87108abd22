use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use journal::{Event, Kind};
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem, kinds};

use super::register_client::RegisteredClient;
use crate::{
    Login,
    fault::Fault,
    problems,
    store::clients::{self, Registered},
};

/// `POST /login/clients/{id}/approbation`: another person of the fund than the author lets the application in. Done
/// again, it changes nothing.
pub(crate) async fn approve_client(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<RegisteredClient>, Problem> {
    let registered = find(&login, &context, id).await?;
    let author = registered.as_ref().and_then(|registered| registered.author);
    permit(&login, &context, &principal, author == Some(principal.subject))?;
    if registered.ok_or(Problem::new(problems::CLIENT_UNKNOWN))?.is_approved {
        return answer(&login, &context, id).await;
    }
    approve(&login, &context, &principal, id).await.map_err(|fault| fault.problem(&context))?;
    answer(&login, &context, id).await
}

fn permit(login: &Login, context: &Context, principal: &Principal, is_own: bool) -> Result<(), Problem> {
    let said = [("is_own_request", is_own.into())];
    login.authorise_where(context, principal, "approveClient", &said).map_err(|problem| {
        let is_authors = is_own && problem.kind() == kinds::FORBIDDEN;
        if is_authors { Problem::new(problems::OWN_REGISTRATION) } else { problem }
    })
}

async fn find(login: &Login, context: &Context, id: Uuid) -> Result<Option<Registered>, Problem> {
    let found = clients::find_registered(&login.database, id).await;
    found.map_err(|error| Fault::from(error).problem(context))
}

async fn answer(login: &Login, context: &Context, id: Uuid) -> Result<Json<RegisteredClient>, Problem> {
    let found = find(login, context, id).await?.ok_or(Problem::new(problems::CLIENT_UNKNOWN))?;
    Ok(Json(found.into()))
}

/// Approves it, once the journal has it.
async fn approve(login: &Login, context: &Context, principal: &Principal, id: Uuid) -> Result<(), Fault> {
    let kind = Kind::ClientApproved { client: id };
    login.record(context, |event| Event::done(event, kind).by(principal)).await?;
    clients::approve_client(&login.database, id, principal.subject, context.now).await?;
    Ok(())
}
