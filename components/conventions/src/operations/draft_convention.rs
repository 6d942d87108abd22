use std::sync::Arc;

use access::Purpose;
use axum::extract::State;
use jiff::civil::Date;
use platform::{Transaction, new_uuid};
use serde::Deserialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    recording::{self, Done},
};
use crate::{
    Conventions,
    domain::{Coded, ConventionState, Label, Refusal, TextDigest, calendar},
    failure::Failure,
    store::{acts::Kind, conventions as store},
};

/// The longest text of a convention, in characters.
const LONGEST: usize = 50_000;

/// What a draft says.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftBody {
    #[schema(min_items = 1)]
    finalites: Vec<Purpose>,
    acte_reglementaire: Label,
    empreinte_acte: TextDigest,
    #[schema(max_length = 50_000, pattern = r"\S")]
    texte: String,
    debut: Date,
    /// Its last day.
    fin: Date,
    /// The convention that this one amends, which is said when it is begun and does not change.
    avenant_a: Option<Uuid>,
    /// The version that was read, to change a draft.
    version: Option<u32>,
}

impl DraftBody {
    fn parse(self) -> Result<store::Draft, Refusal> {
        if self.finalites.is_empty() {
            return Err(Refusal::Member("/finalites"));
        }
        if self.texte.trim().is_empty() || self.texte.chars().count() > LONGEST {
            return Err(Refusal::Member("/texte"));
        }
        let (starts_at, ends_at) = calendar::period(self.debut, self.fin)?;
        Ok(store::Draft {
            purposes: self.finalites,
            regulatory_act: self.acte_reglementaire,
            regulatory_act_digest: self.empreinte_acte,
            text: self.texte,
            starts_at,
            ends_at,
        })
    }
}

/// `POST /v1/conventions`: the partner begins a convention, or an amendment.
pub(crate) async fn create_convention(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Json(body): Json<DraftBody>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        let amends = body.avenant_a;
        let draft = body.parse()?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let organisation = principal.organisation.ok_or(Refusal::RoleMayNot)?;
        caller.authorise(&conventions, "createConvention", Some(organisation))?;
        if let Some(former) = amends {
            check_former(&mut transaction, former, organisation, &context).await?;
            check_follows(&mut transaction, former, &draft).await?;
        }
        let id = new_uuid(context.now, &*conventions.platform.random);
        store::insert_convention(&mut transaction, (id, organisation, amends), &draft).await?;
        finish(&conventions, transaction, (&caller, organisation, id, 1), "creation", &context).await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// `PUT /v1/conventions/{id}`: the partner changes what a draft says.
pub(crate) async fn update_convention(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(body): Json<DraftBody>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        let version = body.version.ok_or(Refusal::Member("/version"))?;
        let amends = body.avenant_a;
        let draft = body.parse()?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = store::find_convention(&mut transaction, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "updateConvention", Some(found.organisation))?;
        if found.version != version {
            return Err(Refusal::DecidedMeanwhile.into());
        }
        if found.state != ConventionState::Draft {
            return Err(Refusal::OutOfOrder.into());
        }
        if amends.is_some() && amends != found.amends {
            return Err(Refusal::Member("/avenant_a").into());
        }
        if let Some(former) = found.amends {
            check_follows(&mut transaction, former, &draft).await?;
        }
        store::update_draft(&mut transaction, id, &draft).await?;
        finish(
            &conventions,
            transaction,
            (&caller, found.organisation, id, version + 1),
            "redaction",
            &context,
        )
        .await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

async fn check_former(
    transaction: &mut Transaction,
    former: Uuid,
    organisation: Uuid,
    context: &Context,
) -> Result<(), Failure> {
    let former = store::find_convention(transaction, former).await?.ok_or(Refusal::Unknown)?;
    if former.organisation != organisation {
        return Err(Refusal::OutsideOrganisation.into());
    }
    let is_active = former.state.as_of(former.ends_at, context.now) == ConventionState::Active;
    is_active.then_some(()).ok_or(Refusal::AgreementNotInForce.into())
}

/// An amendment begins while the former still runs: it could take the place of nothing later.
async fn check_follows(
    transaction: &mut Transaction,
    former: Uuid,
    draft: &store::Draft,
) -> Result<(), Failure> {
    let former = store::find_convention(transaction, former).await?.ok_or(Refusal::Unknown)?;
    (draft.starts_at < former.ends_at).then_some(()).ok_or(Refusal::Period.into())
}

async fn finish(
    conventions: &Conventions,
    mut transaction: Transaction,
    (caller, organisation, id, version): (&Admitted, Uuid, Uuid, u32),
    act: &str,
    context: &Context,
) -> Result<Done, Failure> {
    let (_, role) = caller.act(|role| ConventionState::Draft.submit(role))?;
    let state = ConventionState::Draft;
    let change = recording::Change {
        subject: (Kind::Convention, id),
        organisation: Some(organisation),
        act,
        before: (version > 1).then_some(state.code()),
        after: state.code(),
        reason: None,
        is_granting: false,
    };
    let act = recording::write(conventions, &mut transaction, (caller, role), change, context).await?;
    transaction.commit().await?;
    Ok(recording::conclude(conventions, context, (id, state, version), act).await)
}
