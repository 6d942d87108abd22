//! The opening of an account, once the right is traced. Asked again after a lost answer, it gives a new secret for the
//! same account, until the person has used one.

use access::Role;
use serde::Serialize;
use uuid::Uuid;
use web::{CallError, Context};

use crate::{
    Conventions,
    domain::Refusal,
    failure::Failure,
    ports::{self, OpenedAccount},
    store::{habilitations, mandates, organisations::Person},
};

/// What is handed over to the person, once.
#[derive(Serialize)]
pub(crate) struct Opening {
    pub(crate) id: Uuid,
    compte: Uuid,
    identifiant: String,
    secret_activation: String,
}

/// Under what an account is opened.
pub(crate) enum Title {
    /// An habilitation.
    Habilitation(Uuid),
    /// A mandate, with its role.
    Mandate(Uuid, Role),
}

pub(crate) async fn open(
    conventions: &Conventions,
    context: &Context,
    title: Title,
    (person, organisation): (Person, Uuid),
) -> Result<Opening, Failure> {
    let (id, role) = match title {
        Title::Habilitation(id) => (id, Role::Professionnel),
        Title::Mandate(id, role) => (id, role),
    };
    let asked = (&conventions.platform, context);
    let account = ports::open_account(asked, (id, organisation), &person, role).await.map_err(refused)?;
    let OpenedAccount { compte, secret_activation } = account;
    match title {
        Title::Habilitation(id) => habilitations::keep_account(&conventions.database, id, compte).await?,
        Title::Mandate(id, _) => mandates::keep_account(&conventions.database, id, compte).await?,
    }
    Ok(Opening { id, compte, identifiant: person.email, secret_activation })
}

fn refused(error: CallError) -> Failure {
    match error {
        CallError::Refused { status, .. } if status == http::StatusCode::CONFLICT => {
            Refusal::AccountInUse.into()
        }
        other => Failure::Login(other),
    }
}
