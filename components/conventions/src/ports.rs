//! The questions it asks of others.

use access::Role;
use journal::{Event, Journal, JournalError, Kind, Word};
use platform::Platform;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{CallError, Client, Context};

use crate::store::{
    acts::{self, Act},
    organisations::Person,
};

/// Tells the journal of an act. Sent again, it is the same event.
pub(crate) async fn record(platform: &Platform, context: &Context, act: &Act) -> Result<(), JournalError> {
    Journal::new(platform, context).record(event(act)).await.map(drop)
}

fn event(act: &Act) -> Event {
    Event {
        agent: Some(act.actor),
        organisation: act.mandate.and(act.organisation),
        habilitation: act.mandate,
        ..Event::done(act.id, kind(act))
    }
}

/// The journal has no free text: of the reason, it has the act alone.
fn kind(act: &Act) -> Kind {
    let (id, acte) = (act.subject, act.name.clone());
    match act.kind {
        acts::Kind::Organisation => Kind::OrganisationRegistered { organisation: id },
        acts::Kind::Mandate => Kind::MandateChanged { mandat: id, acte },
        acts::Kind::Convention => Kind::ConventionChanged { convention: id, acte },
        acts::Kind::Contract => Kind::ContractChanged { contrat: id, acte },
        acts::Kind::Profile => Kind::ProfilePublished { profil: acte },
        acts::Kind::Habilitation => habilitation_kind(id, acte),
    }
}

fn habilitation_kind(habilitation: Uuid, acte: Word) -> Kind {
    match acte.as_str() {
        "demande" => Kind::HabilitationRequested { habilitation },
        "activation" => Kind::HabilitationGranted { habilitation },
        "refus" => Kind::HabilitationRefused { habilitation, motif: acte },
        "suspension" => Kind::HabilitationSuspended { habilitation, motif: acte },
        "retablissement" => Kind::HabilitationResumed { habilitation },
        "retrait" | "depart" => Kind::HabilitationWithdrawn { habilitation, motif: acte },
        "expiration" => Kind::HabilitationExpired { habilitation },
        _ => Kind::HabilitationAdvanced { habilitation, acte },
    }
}

#[derive(Serialize)]
struct AccountRequest<'a> {
    habilitation: Uuid,
    personne: Holder<'a>,
    organisation: Uuid,
    roles: [Role; 1],
    libelle: &'a str,
}

#[derive(Serialize)]
struct Holder<'a> {
    identifiant: &'a str,
    nom: &'a str,
    prenoms: &'a str,
}

/// The account of a person. The secret is of this habilitation or mandate alone, and given once, to whoever hands it
/// over; there is none when the person has accepted it.
#[derive(Deserialize)]
pub(crate) struct OpenedAccount {
    pub(crate) compte: Uuid,
    pub(crate) secret_activation: Option<String>,
    pub(crate) est_active: bool,
}

/// Has `login` attach an habilitation or mandate to the account of a person, opened when it is their first. `label` is
/// what the person chooses it by among those they hold. Asked again before its holder used it, `login` gives it a new
/// secret.
pub(crate) async fn open_account(
    (platform, context): (&Platform, &Context),
    (habilitation, organisation): (Uuid, Uuid),
    person: &Person,
    (role, label): (Role, &str),
) -> Result<OpenedAccount, CallError> {
    let personne = Holder { identifiant: &person.email, nom: &person.nom, prenoms: &person.prenoms };
    let request = AccountRequest { habilitation, personne, organisation, roles: [role], libelle: label };
    Client::new(platform, context).post("login", "/prive/comptes", &request).await
}

#[derive(Serialize)]
struct Closing {
    habilitation: Uuid,
}

/// Has `login` detach an habilitation or mandate from an account and end its sessions. An account to which nothing is
/// attached any more is closed.
pub(crate) async fn close_account(
    platform: &Platform,
    context: &Context,
    (account, habilitation): (Uuid, Uuid),
) -> Result<(), CallError> {
    let path = format!("/prive/comptes/{account}/fermeture");
    let closing = Closing { habilitation };
    Client::new(platform, context).post::<serde_json::Value>("login", &path, &closing).await.map(drop)
}
