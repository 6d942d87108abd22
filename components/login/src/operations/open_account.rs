use std::{collections::BTreeSet, sync::Arc};

use access::Role;
use axum::extract::State;
use journal::{Event, Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem, kinds};

use crate::{
    Login,
    configuration::ACTIVATION_LIFE,
    domain::{
        account::{Account, Identifier},
        attachment::{Activation, Attachment, PartnerRole},
        opaque::{readable_code, readable_hash},
        session::later,
    },
    fault::Fault,
    problems,
    store::{accounts, attachments},
};

/// An habilitation or mandate, to attach to the account of a person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountOpening {
    habilitation: Uuid,
    personne: Person,
    organisation: Uuid,
    roles: BTreeSet<PartnerRole>,
    /// The words by which the person will know it, among others that they hold.
    #[serde(default)]
    libelle: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    identifiant: Identifier,
    nom: String,
    prenoms: String,
}

/// The account and, until the person has accepted what is attached, the secret for that.
#[derive(Debug, Serialize)]
pub(crate) struct OpenedAccount {
    compte: Uuid,
    secret_activation: Option<String>,
    /// Whether the person has a password already: they sign in first, and enter the secret then.
    est_active: bool,
}

/// `POST /prive/comptes`: attaches an habilitation to the one account of a person, which is opened when it is their
/// first. It is of no use until the person has entered its secret. Asked again, as after an answer that was lost, it
/// attaches nothing more and, as long as this one is not accepted, gives it a new secret.
/// Whoever asks can make a partner's person of someone, and nothing else.
pub(crate) async fn open_account(
    State(login): State<Arc<Login>>,
    context: Context,
    Json(opening): Json<AccountOpening>,
) -> Result<Json<OpenedAccount>, Problem> {
    if opening.roles.is_empty() {
        return Err(Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/roles"));
    }
    let opened = open(&login, &context, opening).await.map_err(|fault| fault.problem(&context))?;
    opened.map(Json).ok_or(Problem::new(problems::ACCOUNT_EXISTS))
}

async fn open(
    login: &Login,
    context: &Context,
    opening: AccountOpening,
) -> Result<Option<OpenedAccount>, Fault> {
    login.configuration(context).await?;
    let identifier = opening.personne.identifiant.as_str();
    let known = accounts::find_account_by_identifier(&login.database, identifier).await?;
    if known.as_ref().is_some_and(|known| !opening.personne.is(known)) {
        return Ok(None);
    }
    let is_new = known.is_none();
    let account = known.unwrap_or_else(|| opening.personne.account(login, context));
    let attachment = opening.attachment(login, context, account.id);
    record(login, context, &attachment, is_new).await?;
    let secret = readable_code(&*login.platform.random, 6);
    let activation =
        Activation { hash: readable_hash(&secret), expires_at: later(context.now, ACTIVATION_LIFE) };
    let opened = attachments::open(&login.database, &account, &attachment, activation).await?;
    Ok(opened.map(|opened| OpenedAccount {
        compte: account.id,
        secret_activation: opened.is_awaited.then_some(secret),
        est_active: opened.is_active,
    }))
}

async fn record(
    login: &Login,
    context: &Context,
    attachment: &Attachment,
    is_new: bool,
) -> Result<(), Fault> {
    let compte = attachment.account;
    let kind = if is_new { Kind::AccountCreated { compte } } else { Kind::AccountAttached { compte } };
    let record = login.record(context, |id| Event {
        organisation: attachment.organisation,
        habilitation: attachment.habilitation,
        ..Event::done(id, kind)
    });
    record.await
}

impl AccountOpening {
    fn attachment(self, login: &Login, context: &Context, account: Uuid) -> Attachment {
        Attachment {
            id: platform::new_uuid(context.now, &*login.platform.random),
            account,
            habilitation: Some(self.habilitation),
            organisation: Some(self.organisation),
            roles: self.roles.into_iter().map(Role::from).collect(),
            label: self.libelle,
            opened_at: context.now,
        }
    }
}

impl Person {
    fn is(&self, account: &Account) -> bool {
        account.is_named(&self.nom, &self.prenoms)
    }

    fn account(&self, login: &Login, context: &Context) -> Account {
        Account {
            id: platform::new_uuid(context.now, &*login.platform.random),
            identifier: self.identifiant.as_str().to_owned(),
            last_name: self.nom.clone(),
            first_names: self.prenoms.clone(),
            password_hash: None,
            totp: None,
        }
    }
}
