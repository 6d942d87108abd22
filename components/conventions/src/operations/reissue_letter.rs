use std::sync::Arc;

use access::{Principal, Role};
use axum::extract::State;
use platform::Transaction;
use serde::Deserialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    holder,
    opening::{self, Opening, Order, Title},
    recording::{self, Change},
};
use crate::{
    Conventions,
    domain::{Coded, HabilitationState, MandateState, Reason, Refusal},
    failure::Failure,
    store::{
        acts::Kind,
        habilitations, mandates,
        organisations::{self, Person},
    },
};

/// The act that has a letter written again.
const ACT: &str = "courrier";

/// Why a letter is written again.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterRequest {
    motif: Reason,
}

/// What a letter is about, and whom it goes to.
struct Addressed {
    title: Title,
    subject: (Kind, Uuid),
    state: &'static str,
    organisation: Uuid,
    person: Person,
}

/// `POST /v1/habilitations/{id}/courrier`: a manager or an officer has another letter written to the holder of an
/// habilitation in force who has not used the first, which is void from then on. Whoever asks is given nothing.
pub(crate) async fn reissue_habilitation_letter(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(request): Json<LetterRequest>,
) -> Result<Json<Opening>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let found = habilitations::find_habilitation(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        let action = "reissueHabilitationLetter";
        caller.authorise_request(&conventions, action, Some(found.organisation), &[found.person])?;
        let state = found.state.as_of(found.ends_at, context.now);
        if state != HabilitationState::Active {
            return Err(Refusal::OutOfOrder.into());
        }
        let addressed = Addressed {
            title: Title::Habilitation(id, found.function, found.starts_at),
            subject: (Kind::Habilitation, id),
            state: state.code(),
            organisation: found.organisation,
            person: find_person(&mut snapshot, found.person).await?,
        };
        snapshot.commit().await?;
        reissue(&conventions, &principal, addressed, request, &context).await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// `POST /v1/conventions/mandats/{id}/courrier`: the same, by an officer, for the holder of a mandate.
pub(crate) async fn reissue_mandate_letter(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(request): Json<LetterRequest>,
) -> Result<Json<Opening>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let found = mandates::find_mandate(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "reissueMandateLetter", Some(found.organisation))?;
        if !found.is_running() {
            return Err(Refusal::OutOfOrder.into());
        }
        let addressed = Addressed {
            title: Title::Mandate(id, found.role),
            subject: (Kind::Mandate, id),
            state: MandateState::Open.code(),
            organisation: found.organisation,
            person: find_person(&mut snapshot, found.person).await?,
        };
        snapshot.commit().await?;
        reissue(&conventions, &principal, addressed, request, &context).await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

async fn find_person(transaction: &mut Transaction, id: Uuid) -> Result<Person, Failure> {
    Ok(organisations::find_person(transaction, id).await?.ok_or(Refusal::Unknown)?)
}

/// Writes the act, tells the journal, then has the letter written.
async fn reissue(
    conventions: &Conventions,
    principal: &Principal,
    addressed: Addressed,
    request: LetterRequest,
    context: &Context,
) -> Result<Opening, Failure> {
    holder::check_person(conventions, context, &addressed.person, Some(principal.subject)).await?;
    let mut transaction = conventions.database.begin().await?;
    let caller = admit(&mut transaction, principal).await?;
    let found = organisations::find_organisation(&mut transaction, addressed.organisation).await?;
    let organisation = found.ok_or(Refusal::Unknown)?;
    let change = Change {
        subject: addressed.subject,
        organisation: Some(addressed.organisation),
        act: ACT,
        before: Some(addressed.state),
        after: addressed.state,
        reason: Some(request.motif.into()),
        is_granting: false,
    };
    let by = (&caller, role(&caller));
    let act = recording::write(conventions, &mut transaction, by, change, context).await?;
    transaction.commit().await?;
    if !recording::is_told(conventions, context, act).await {
        return Err(Failure::TracePending);
    }
    let Addressed { title, person, .. } = addressed;
    let order = Order { title, person, organisation, is_reissue: true };
    opening::open(conventions, context, principal, order).await
}

fn role(caller: &Admitted) -> Role {
    if caller.person.is_some() { Role::Gestionnaire } else { Role::AgentCaf }
}
