//! The questions it asks of others.

use access::{Principal, Role};
use journal::{Event, Journal, JournalError, Kind, Word};
use platform::Platform;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{CallError, Client, Context};

use crate::store::{
    acts::{self, Act},
    organisations::Person,
    profiles,
};

/// Tells the journal of an act. Sent again, it is the same event.
pub(crate) async fn record(platform: &Platform, context: &Context, act: &Act) -> Result<(), JournalError> {
    Journal::new(platform, context).record(event(act)).await.map(drop)
}

fn event(act: &Act) -> Event {
    Event {
        agent: Some(act.actor),
        client: act.client,
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
        acts::Kind::Profile if act.after == profiles::PROPOSED => Kind::ProfileProposed { profil: acte },
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
    auteur: Author,
    est_renouvele: bool,
}

#[derive(Serialize)]
struct Holder<'a> {
    identifiant: &'a str,
    nom: &'a str,
    prenoms: &'a str,
}

/// Whose act it is that issues a secret.
#[derive(Clone, Copy, Serialize)]
struct Author {
    compte: Uuid,
    client: Option<Uuid>,
    organisation: Option<Uuid>,
    habilitation: Option<Uuid>,
}

impl Author {
    fn of(principal: &Principal) -> Self {
        Self {
            compte: principal.subject,
            client: principal.client.parse().ok(),
            organisation: principal.organisation,
            habilitation: principal.habilitation,
        }
    }
}

/// Where the letter is that brings a person their activation secret. Nobody else gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Letter {
    /// It waits to be sent.
    AEnvoyer,
    /// It was handed over.
    Remis,
    /// It has expired: another has to be asked for.
    Expire,
    /// None is needed: the person has used its secret.
    Inutile,
}

/// The account of a person, and the letter that brings them their secret.
#[derive(Deserialize)]
pub(crate) struct OpenedAccount {
    pub(crate) compte: Uuid,
    pub(crate) courrier: Letter,
    pub(crate) est_active: bool,
}

/// What is attached to a person's account: the habilitation or mandate, its organisation, the role that it gives, and what
/// the person chooses it by among those they hold.
pub(crate) struct Attaching<'a> {
    pub(crate) id: Uuid,
    pub(crate) organisation: Uuid,
    pub(crate) role: Role,
    pub(crate) label: &'a str,
    /// Whether a new letter takes the place of the one that was written.
    pub(crate) is_reissue: bool,
}

/// Has `login` attach an habilitation or mandate to the account of a person, opened when it is their first, and write
/// them a letter. Asked again, it changes nothing but for a reissue.
pub(crate) async fn open_account(
    (platform, context): (&Platform, &Context),
    principal: &Principal,
    person: &Person,
    attaching: Attaching<'_>,
) -> Result<OpenedAccount, CallError> {
    let Attaching { id, organisation, role, label, is_reissue } = attaching;
    let request = AccountRequest {
        habilitation: id,
        personne: Holder { identifiant: &person.email, nom: &person.nom, prenoms: &person.prenoms },
        organisation,
        roles: [role],
        libelle: label,
        auteur: Author::of(principal),
        est_renouvele: is_reissue,
    };
    Client::new(platform, context).post("login", "/prive/comptes", &request).await
}

/// What `login` knows of someone to whom something is to be attached.
#[derive(Deserialize)]
pub(crate) struct CheckedHolder {
    /// The identifier is free, or this person's.
    pub(crate) est_disponible: bool,
    /// Their account, when they have one.
    pub(crate) compte: Option<Uuid>,
}

/// Asks `login` about the identifier and names of someone, before anything is written for them.
pub(crate) async fn check_holder(
    (platform, context): (&Platform, &Context),
    (identifiant, nom, prenoms): (&str, &str, &str),
) -> Result<CheckedHolder, CallError> {
    let holder = Holder { identifiant, nom, prenoms };
    Client::new(platform, context).post("login", "/prive/comptes/titulaire", &holder).await
}

#[derive(Deserialize)]
struct Office {
    est_en_fonction: bool,
}

/// Asks `login` whether this account is that of an officer of the fund, in office.
pub(crate) async fn is_in_office(
    (platform, context): (&Platform, &Context),
    account: Uuid,
) -> Result<bool, CallError> {
    let path = format!("/prive/agents/{account}");
    let office: Office = Client::new(platform, context).get("login", &path).await?;
    Ok(office.est_en_fonction)
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
