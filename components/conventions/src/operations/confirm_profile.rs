use std::sync::Arc;

use access::{ProfileCode, Role};
use axum::extract::State;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    office::require_in_office,
    publish_profile::{self, Step},
    recording,
};
use crate::{
    Conventions,
    domain::Refusal,
    failure::Failure,
    store::profiles::{self as store, PROPOSED, PUBLISHED, Profile},
};

/// `POST /v1/habilitations/profils/{code}/versions/{version}/confirmation`: another officer than the one who proposed it
/// publishes a version of a profile. Habilitations keep the version that they were given.
pub(crate) async fn confirm_profile(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path((code, version)): Path<(ProfileCode, u32)>,
) -> Result<Json<Profile>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let (_, author) = find_for(&conventions, &mut snapshot, &caller, (&code, version)).await?;
        snapshot.commit().await?;
        require_in_office(&conventions, &context, author).await?;
        let mut transaction = conventions.database.begin().await?;
        let (profile, _) = find_for(&conventions, &mut transaction, &caller, (&code, version)).await?;
        store::publish(&mut transaction, (&code, version), context.now).await?;
        let name = publish_profile::name(&code, version);
        let step = Step { name: &name, before: Some(PROPOSED), after: PUBLISHED };
        let change = publish_profile::change(&conventions, step, &context);
        let by = (&caller, Role::AgentCaf);
        let act = recording::write(&conventions, &mut transaction, by, change, &context).await?;
        transaction.commit().await?;
        recording::is_told(&conventions, &context, act).await;
        Ok(Profile { etat: PUBLISHED.to_owned(), ..profile })
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The version that waits for the caller, and who proposed it.
async fn find_for(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (code, version): (&ProfileCode, u32),
) -> Result<(Profile, Option<Uuid>), Failure> {
    caller.authorise(conventions, "confirmProfile", None)?;
    let proposed = store::find_proposed(transaction, (code, version)).await?;
    let (profile, author) = proposed.ok_or(Refusal::Unknown)?;
    if profile.etat != PROPOSED {
        return Err(Refusal::OutOfOrder.into());
    }
    if author == Some(caller.principal.subject) {
        Err(Refusal::SecondPerson.into())
    } else {
        Ok((profile, author))
    }
}
