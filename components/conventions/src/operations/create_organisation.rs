use std::sync::Arc;

use access::{Role, Siret};
use axum::extract::State;
use platform::new_uuid;
use serde::Deserialize;
use web::{Caller, Context, Json, Problem};

use super::{admission::admit, recording};
use crate::{
    Conventions,
    domain::{Label, OrganisationCategory, Refusal},
    failure::Failure,
    store::{
        acts::Kind,
        organisations::{self, Organisation},
    },
};

/// What the fund declares of a partner.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOrganisation {
    #[schema(pattern = "^ *([0-9] *){14}$")]
    siret: String,
    categorie: OrganisationCategory,
    nom: Label,
}

/// `POST /v1/conventions/organisations`.
pub(crate) async fn create_organisation(
    State(conventions): State<Arc<Conventions>>,
    caller: Caller,
    context: Context,
    Json(body): Json<NewOrganisation>,
) -> Result<Json<Organisation>, Problem> {
    create(&conventions, &caller, &context, body)
        .await
        .map(Json)
        .map_err(|failure| failure.into_problem(&context))
}

async fn create(
    conventions: &Conventions,
    Caller(principal): &Caller,
    context: &Context,
    body: NewOrganisation,
) -> Result<Organisation, Failure> {
    let siret = Siret::parse(&body.siret).ok_or(Refusal::Siret)?;
    let mut transaction = conventions.database.begin().await?;
    let caller = admit(&mut transaction, principal).await?;
    caller.authorise(conventions, "createOrganisation", None)?;
    let id = new_uuid(context.now, &*conventions.platform.random);
    let row = (&siret, body.categorie, &body.nom);
    if !organisations::insert_organisation(&mut transaction, id, row, context.now).await? {
        return Err(Refusal::Duplicate.into());
    }
    let change = recording::Change {
        subject: (Kind::Organisation, id),
        organisation: Some(id),
        act: "creation",
        before: None,
        after: "enregistree",
        reason: None,
        is_granting: false,
    };
    let act =
        recording::write(conventions, &mut transaction, (&caller, Role::AgentCaf), change, context).await?;
    transaction.commit().await?;
    recording::is_told(conventions, context, act).await;
    Ok(Organisation { id, siret: siret.into(), categorie: body.categorie, nom: body.nom.into() })
}
