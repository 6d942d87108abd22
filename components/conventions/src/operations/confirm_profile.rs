use std::sync::Arc;

use access::{ProfileCode, Role};
use axum::extract::State;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::admit,
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
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        caller.authorise(&conventions, "confirmProfile", None)?;
        let proposed = store::find_proposed(&mut transaction, (&code, version)).await?;
        let (profile, author) = proposed.ok_or(Refusal::Unknown)?;
        if profile.etat != PROPOSED {
            return Err(Refusal::OutOfOrder.into());
        }
        if author == Some(principal.subject) {
            return Err(Refusal::SecondPerson.into());
        }
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
