use std::sync::Arc;

use axum::extract::State;
use platform::Transaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    detaching::detach,
    recording::{self, Change},
    transition_habilitation::action,
};
use crate::{
    Conventions,
    domain::{Coded, HabilitationAct, HabilitationState, Reason, Refusal},
    failure::Failure,
    store::{acts::Kind, attached, habilitations, mandates, organisations},
};

/// Why a person leaves.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Departure {
    motif: Reason,
}

/// What a departure ended.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Departed {
    habilitations: usize,
    mandats: usize,
    /// Whether `login` detached all of them from the person's account. Their rights are ended whatever it says; asked again, it tries again.
    comptes_fermes: bool,
    est_trace: bool,
}

/// `POST /v1/habilitations/personnes/{id}/depart`: one act ends all that a person holds, or nothing when there is something
/// that the caller may not end.
pub(crate) async fn record_departure(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(person): Path<Uuid>,
    Json(departure): Json<Departure>,
) -> Result<Json<Departed>, Problem> {
    let work = async {
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let organisation =
            organisations::find_employer(&mut transaction, person).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, action(HabilitationAct::Depart), Some(organisation))?;
        let target = (person, organisation, &departure.motif);
        let ended = end_all(&conventions, &mut transaction, &caller, target, &context).await?;
        let opened = attached::list_opened(&mut transaction, person).await?;
        transaction.commit().await?;
        let comptes_fermes = detach(&conventions, &context, &opened).await;
        Ok(Departed {
            comptes_fermes,
            est_trace: is_traced(&conventions, &context, ended.last).await,
            ..ended.into()
        })
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

#[derive(Default)]
struct Ended {
    habilitations: usize,
    mandates: usize,
    last: Option<Uuid>,
}

impl From<Ended> for Departed {
    fn from(ended: Ended) -> Self {
        let (habilitations, mandats) = (ended.habilitations, ended.mandates);
        Self { habilitations, mandats, comptes_fermes: false, est_trace: false }
    }
}

async fn end_all(
    conventions: &Conventions,
    transaction: &mut Transaction,
    caller: &Admitted,
    (person, organisation, reason): (Uuid, Uuid, &Reason),
    context: &Context,
) -> Result<Ended, Failure> {
    let mut ended = Ended::default();
    let (_, role) = caller.act(|role| HabilitationState::Active.depart(role))?;
    let change = |subject, before, after| Change {
        subject,
        organisation: Some(organisation),
        act: HabilitationAct::Depart.code(),
        before: Some(before),
        after,
        reason: Some(String::from(reason.clone())),
        is_granting: false,
    };
    for found in habilitations::list_open_habilitations(transaction, person).await? {
        let after = found.state.depart(role)?;
        habilitations::update_state(transaction, found.id, after, None).await?;
        let change = change((Kind::Habilitation, found.id), found.state.code(), after.code());
        ended.last = Some(recording::write(conventions, transaction, (caller, role), change, context).await?);
        ended.habilitations += 1;
    }
    for mandate in mandates::list_held_mandates(transaction, person).await? {
        let (after, role) = caller.act(|role| mandate.state.end(role)).map_err(held)?;
        mandates::end_mandate(transaction, mandate.id, context.now).await?;
        let change = change((Kind::Mandate, mandate.id), mandate.state.code(), after.code());
        ended.last = Some(recording::write(conventions, transaction, (caller, role), change, context).await?);
        ended.mandates += 1;
    }
    Ok(ended)
}

/// Whoever may not end a mandate does not end it by the departure of its holder either.
fn held(refusal: Refusal) -> Refusal {
    if refusal == Refusal::RoleMayNot { Refusal::MandateHeld } else { refusal }
}

async fn is_traced(conventions: &Conventions, context: &Context, last: Option<Uuid>) -> bool {
    match last {
        Some(act) => recording::is_told(conventions, context, act).await,
        None => true,
    }
}
