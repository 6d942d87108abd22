use std::sync::Arc;

use axum::extract::State;
use platform::Transaction;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::{
    admission::{Admitted, admit},
    decision::Decision,
    opening::{self, Opening, Order, Title},
    recording,
    transition_habilitation::{apply, check_holder, find_for},
};
use crate::{
    Conventions,
    domain::{Coded, HabilitationAct, HabilitationState, Refusal},
    failure::Failure,
    store::{
        acts,
        habilitations::{self, Habilitation},
        organisations,
    },
};

/// `POST /v1/habilitations/{id}/activation`: opens the account, and has a letter go to its holder with the secret. The
/// same request again, after a lost answer, changes nothing more.
pub(crate) async fn activate_habilitation(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(decision): Json<Decision>,
) -> Result<Json<Opening>, Problem> {
    let work = async {
        let opened = (id, HabilitationAct::Activate);
        check_holder(&conventions, &principal, opened, &context).await?;
        let mut transaction = conventions.database.begin().await?;
        let caller = admit(&mut transaction, &principal).await?;
        let found = find_for(&conventions, &mut transaction, &caller, opened).await?;
        let person =
            organisations::find_person(&mut transaction, found.person).await?.ok_or(Refusal::Unknown)?;
        let organisation = organisations::find_organisation(&mut transaction, found.organisation).await?;
        let organisation = organisation.ok_or(Refusal::Unknown)?;
        let act = settle(&conventions, transaction, &caller, (&found, &decision), &context).await?;
        if !recording::is_told(&conventions, &context, act).await {
            return Err(Failure::TracePending);
        }
        let title = Title::Habilitation(id, found.function, found.starts_at);
        let order = Order { title, person, organisation, is_reissue: false };
        opening::open(&conventions, &context, &principal, order).await
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The act of activation: the one already written, or a new one.
async fn settle(
    conventions: &Conventions,
    mut transaction: Transaction,
    caller: &Admitted,
    (found, decision): (&Habilitation, &Decision),
    context: &Context,
) -> Result<Uuid, Failure> {
    if found.state.as_of(found.ends_at, context.now) == HabilitationState::Active {
        let act = acts::find_last(&mut transaction, found.id, HabilitationAct::Activate.code()).await?;
        transaction.rollback().await?;
        return act.ok_or(Refusal::OutOfOrder.into());
    }
    decision.check(found.version, false)?;
    let trained_until = habilitations::find_training_end(&mut transaction, found.id).await?;
    let before = found.state.as_of(found.ends_at, context.now);
    caller.act(|role| before.activate(role))?;
    if trained_until.is_none_or(|until| until <= context.now) {
        return Err(Refusal::TrainingMissing.into());
    }
    let act = HabilitationAct::Activate;
    apply(conventions, transaction, caller, (found, act, decision), context).await.map(|(_, act)| act)
}
