use journal::Kind;
use uuid::Uuid;
use web::{Json, Path, Problem, kinds};

use super::{act::Act, register_client::RegisteredClient};
use crate::{
    fault::Denial,
    problems,
    store::clients::{self, Registered},
};

/// `POST /login/clients/{id}/approbation`: another person of the fund than the author lets the application in. Done
/// again, it changes nothing.
pub(crate) async fn approve_client(
    act: Act,
    Path(id): Path<Uuid>,
) -> Result<Json<RegisteredClient>, Problem> {
    act.answer(approve(&act, id).await.map(Json))
}

async fn approve(act: &Act, id: Uuid) -> Result<RegisteredClient, Denial> {
    let registered = find(act, id).await?;
    let author = registered.as_ref().and_then(|registered| registered.author);
    permit(act, author == Some(act.principal.subject))?;
    let registered = registered.ok_or(problems::CLIENT_UNKNOWN)?;
    if registered.is_approved {
        return Ok(registered.into());
    }
    act.perform(&[Kind::ClientApproved { client: id }], async {
        let mut transaction = act.begin().await?;
        if !clients::approve_client(&mut transaction, id, act.principal.subject, act.now()).await? {
            return Err(problems::CLIENT_UNKNOWN.into());
        }
        Ok(transaction.commit().await?)
    })
    .await?;
    Ok(find(act, id).await?.ok_or(problems::CLIENT_UNKNOWN)?.into())
}

fn permit(act: &Act, is_own: bool) -> Result<(), Problem> {
    let said = [("is_own_request", is_own.into())];
    act.login.authorise_where(&act.context, &act.principal, "approveClient", &said).map_err(|problem| {
        let is_authors = is_own && problem.kind() == kinds::FORBIDDEN;
        if is_authors { Problem::new(problems::OWN_REGISTRATION) } else { problem }
    })
}

async fn find(act: &Act, id: Uuid) -> Result<Option<Registered>, Denial> {
    Ok(clients::find_registered(&act.login.database, id, act.now()).await?)
}
