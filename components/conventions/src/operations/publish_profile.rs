use std::sync::Arc;

use access::{ProfileCode, Role};
use axum::extract::State;
use platform::new_uuid;
use serde::Deserialize;
use web::{Caller, Context, Json, Problem};

use super::{
    admission::admit,
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{Label, Refusal},
    failure::Failure,
    store::{
        acts::Kind,
        profiles::{self as store, Profile, ProfilePurpose},
    },
};

/// The longest code: with its version it is a word of the journal, which has 64 letters at most.
const LONGEST_CODE: usize = 48;

/// A profile, or its next version.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProfile {
    #[schema(value_type = String, max_length = 48, pattern = "^[A-Za-z0-9_]+$")]
    code: ProfileCode,
    libelle: Label,
    #[schema(min_items = 1)]
    finalites: Vec<ProfilePurpose>,
}

/// `POST /v1/habilitations/profils`. Habilitations keep the version that they were given.
pub(crate) async fn publish_profile(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Json(body): Json<NewProfile>,
) -> Result<Json<Profile>, Problem> {
    let work = async {
        if body.finalites.is_empty() {
            return Err(Refusal::Member("/finalites").into());
        }
        if body.code.as_str().len() > LONGEST_CODE {
            return Err(Refusal::Member("/code").into());
        }
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        caller.authorise(&conventions, "publishProfile", None)?;
        let version =
            store::insert_profile(&mut transaction, &body.code, &body.libelle, &body.finalites).await?;
        let name = format!("{}.{version}", body.code.as_str().to_ascii_lowercase());
        let change = Change {
            subject: (Kind::Profile, new_uuid(context.now, &*conventions.platform.random)),
            organisation: None,
            act: &name,
            before: None,
            after: "publie",
            reason: None,
            is_granting: false,
        };
        let by = (&caller, Role::AgentCaf);
        let act = recording::write(&conventions, &mut transaction, by, change, &context).await?;
        transaction.commit().await?;
        recording::is_told(&conventions, &context, act).await;
        Ok(Profile { code: body.code, version, libelle: body.libelle.into(), finalites: body.finalites })
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}
