//! The opening of an account, once the right is traced. The secret goes to its holder in a letter that the fund's
//! dispatcher hands over: never to who decides.

use std::borrow::Cow;

use access::{Principal, Role};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;
use web::{CallError, Context};

use super::detaching;
use crate::{
    Conventions,
    domain::{MandateRole, Refusal, calendar},
    failure::Failure,
    ports::{self, Attaching, Letter, OpenedAccount},
    store::{
        habilitations, mandates,
        organisations::{Organisation, Person},
    },
};

/// An account to which something is attached.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Opening {
    pub(crate) id: Uuid,
    compte: Uuid,
    identifiant: String,
    /// Where the letter is that brings the person their activation secret.
    courrier: Letter,
    /// Whether the person has a password already: they sign in with it, and enter the secret after both factors.
    est_active: bool,
}

/// Under what an account is opened.
pub(crate) enum Title {
    /// An habilitation, with its holder's function and its first instant.
    Habilitation(Uuid, String, Timestamp),
    /// A mandate, with its role.
    Mandate(Uuid, MandateRole),
}

impl Title {
    fn id(&self) -> Uuid {
        match self {
            Self::Habilitation(id, ..) | Self::Mandate(id, _) => *id,
        }
    }

    fn role(&self) -> Role {
        match self {
            Self::Habilitation(..) => Role::Professionnel,
            Self::Mandate(_, role) => role.role(),
        }
    }

    /// As what the person acts, in their words; and from which day, when it has not come: they may hold the one before too.
    fn words(&self, now: Timestamp) -> Cow<'_, str> {
        match self {
            Self::Habilitation(_, function, starts_at) if now < *starts_at => {
                let day = calendar::day_of(*starts_at).strftime("%d/%m/%Y");
                format!("{function}, à partir du {day}").into()
            }
            Self::Habilitation(_, function, _) => function.into(),
            Self::Mandate(_, MandateRole::Manager) => "gestion des habilitations".into(),
            Self::Mandate(_, MandateRole::LegalRepresentative) => "représentation légale".into(),
        }
    }
}

/// To whom an account is opened, under what; and whether their letter is written again.
pub(crate) struct Order {
    pub(crate) title: Title,
    pub(crate) person: Person,
    pub(crate) organisation: Organisation,
    pub(crate) is_reissue: bool,
}

pub(crate) async fn open(
    conventions: &Conventions,
    context: &Context,
    principal: &Principal,
    order: Order,
) -> Result<Opening, Failure> {
    let Order { title, person, organisation, is_reissue } = order;
    let (id, asked) = (title.id(), (&conventions.platform, context));
    let label = format!("{}, {}", organisation.nom, title.words(context.now));
    let attaching =
        Attaching { id, organisation: organisation.id, role: title.role(), label: &label, is_reissue };
    let opened = ports::open_account(asked, principal, &person, attaching).await;
    let OpenedAccount { compte, courrier, est_active } = opened.map_err(refused)?;
    let has_ended = match title {
        Title::Habilitation(..) => habilitations::keep_account(&conventions.database, id, compte).await?,
        Title::Mandate(..) => mandates::keep_account(&conventions.database, id, compte).await?,
    };
    // Who ends a right detaches the account that they find: one that was kept after they looked is detached here.
    if has_ended {
        detaching::detach(conventions, context, &[(compte, id)]).await;
        return Err(Refusal::OutOfOrder.into());
    }
    Ok(Opening { id, compte, identifiant: person.email, courrier, est_active })
}

fn refused(error: CallError) -> Failure {
    match error {
        CallError::Refused { status, .. } if status == http::StatusCode::CONFLICT => {
            Refusal::AccountInUse.into()
        }
        other => Failure::Login(other),
    }
}
