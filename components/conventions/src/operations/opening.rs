//! The opening of an account, once the right is traced. Asked again after a lost answer, it gives a new secret for the
//! same habilitation or mandate, until the person has used one.

use access::Role;
use serde::Serialize;
use uuid::Uuid;
use web::{CallError, Context};

use crate::{
    Conventions,
    domain::{MandateRole, Refusal},
    failure::Failure,
    ports::{self, OpenedAccount},
    store::{
        habilitations, mandates,
        organisations::{Organisation, Person},
    },
};

/// What is handed over to the person, once.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Opening {
    pub(crate) id: Uuid,
    compte: Uuid,
    identifiant: String,
    /// Without it, what was opened is of no use; none when the person has accepted it.
    secret_activation: Option<String>,
    /// Whether the person has a password already: they sign in with it, and enter the secret after both factors.
    est_active: bool,
}

/// Under what an account is opened.
pub(crate) enum Title {
    /// An habilitation, with its holder's function.
    Habilitation(Uuid, String),
    /// A mandate, with its role.
    Mandate(Uuid, MandateRole),
}

impl Title {
    fn id(&self) -> Uuid {
        match self {
            Self::Habilitation(id, _) | Self::Mandate(id, _) => *id,
        }
    }

    fn role(&self) -> Role {
        match self {
            Self::Habilitation(..) => Role::Professionnel,
            Self::Mandate(_, role) => role.role(),
        }
    }

    /// As what the person acts, in their words.
    fn words(&self) -> &str {
        match self {
            Self::Habilitation(_, function) => function,
            Self::Mandate(_, MandateRole::Manager) => "gestion des habilitations",
            Self::Mandate(_, MandateRole::LegalRepresentative) => "représentation légale",
        }
    }
}

pub(crate) async fn open(
    conventions: &Conventions,
    context: &Context,
    title: Title,
    (person, organisation): (Person, Organisation),
) -> Result<Opening, Failure> {
    let (id, asked) = (title.id(), (&conventions.platform, context));
    let label = format!("{}, {}", organisation.nom, title.words());
    let opened = ports::open_account(asked, (id, organisation.id), &person, (title.role(), &label)).await;
    let OpenedAccount { compte, secret_activation, est_active } = opened.map_err(refused)?;
    match title {
        Title::Habilitation(..) => habilitations::keep_account(&conventions.database, id, compte).await?,
        Title::Mandate(..) => mandates::keep_account(&conventions.database, id, compte).await?,
    }
    Ok(Opening { id, compte, identifiant: person.email, secret_activation, est_active })
}

fn refused(error: CallError) -> Failure {
    match error {
        CallError::Refused { status, .. } if status == http::StatusCode::CONFLICT => {
            Refusal::AccountInUse.into()
        }
        other => Failure::Login(other),
    }
}
