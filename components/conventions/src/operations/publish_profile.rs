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
        profiles::{self as store, PROPOSED, Profile, ProfilePurpose},
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

/// `POST /v1/habilitations/profils`: an officer proposes a profile or its next version, which nobody is given before another
/// officer publishes it.
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
        let said = (&body.code, &body.libelle, body.finalites.as_slice());
        let version = store::insert_profile(&mut transaction, said, principal.subject).await?;
        let name = name(&body.code, version);
        let change = change(&conventions, Step { name: &name, before: None, after: PROPOSED }, &context);
        let by = (&caller, Role::AgentCaf);
        let act = recording::write(&conventions, &mut transaction, by, change, &context).await?;
        transaction.commit().await?;
        recording::is_told(&conventions, &context, act).await;
        let (libelle, finalites) = (body.libelle.into(), body.finalites);
        Ok(Profile { code: body.code, version, libelle, finalites, etat: PROPOSED.to_owned() })
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// By what name the journal knows a version of a profile.
pub(super) fn name(code: &ProfileCode, version: u32) -> String {
    format!("{}.{version}", code.as_str().to_ascii_lowercase())
}

/// What is done to a version of a profile.
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    pub(super) before: Option<&'a str>,
    pub(super) after: &'a str,
}

pub(super) fn change<'a>(conventions: &Conventions, step: Step<'a>, context: &Context) -> Change<'a> {
    Change {
        subject: (Kind::Profile, new_uuid(context.now, &*conventions.platform.random)),
        organisation: None,
        act: step.name,
        before: step.before,
        after: step.after,
        reason: None,
        is_granting: false,
    }
}
