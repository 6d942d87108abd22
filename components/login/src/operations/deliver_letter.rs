use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use journal::{Event, Kind, Word, word};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use crate::{Login, fault::Fault, problems, store::letters};

/// By which channel a letter went.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Channel {
    /// An e-mail to the holder's own address.
    Courriel,
    /// A printed letter.
    Poste,
}

/// How a letter was handed over.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    voie: Channel,
}

/// A letter that was handed over: nothing of what it said is left.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DeliveredLetter {
    id: Uuid,
    est_remis: bool,
}

/// `POST /login/courriers/{id}/remise`: the dispatcher handed a letter over, and what it said is erased. Done again, it
/// changes nothing.
pub(crate) async fn deliver_letter(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
    Json(delivery): Json<Delivery>,
) -> Result<Json<DeliveredLetter>, Problem> {
    login.authorise(&context, &principal, "deliverLetter")?;
    let delivered = deliver(&login, &context, &principal, (id, delivery.voie)).await;
    if delivered.map_err(|fault| fault.problem(&context))? {
        Ok(Json(DeliveredLetter { id, est_remis: true }))
    } else {
        Err(Problem::new(problems::LETTER_UNKNOWN))
    }
}

/// False when there is no such letter, or it was made void meanwhile.
async fn deliver(
    login: &Login,
    context: &Context,
    principal: &Principal,
    (courrier, channel): (Uuid, Channel),
) -> Result<bool, Fault> {
    match letters::is_delivered(&login.database, courrier, context.now).await? {
        None => return Ok(false),
        Some(true) => return Ok(true),
        Some(false) => {}
    }
    let kind = || Kind::LetterDelivered { courrier, voie: channel.word() };
    login.record(context, |id| Event::done(id, kind()).by(principal)).await?;
    let is_delivered = letters::deliver(&login.database, courrier, context.now).await?;
    if !is_delivered {
        login.record(context, |id| Event::refused(id, kind()).by(principal)).await?;
    }
    Ok(is_delivered)
}

impl Channel {
    fn word(self) -> Word {
        match self {
            Self::Courriel => word!("courriel"),
            Self::Poste => word!("poste"),
        }
    }
}
