use std::{collections::BTreeSet, sync::Arc};

use access::{Identifier, Role};
use axum::extract::State;
use journal::{Event, Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem, kinds};

use super::write_letter::{About, write_letter};
use crate::{
    Login,
    domain::{
        account::{Account, Holder},
        attachment::{Attachment, Issue, PartnerRole},
    },
    fault::Fault,
    problems,
    store::{
        accounts, agents,
        attachments::{self, Known},
    },
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
    auteur: Author,
    /// Whether another secret is to take the place of the one that waits.
    #[serde(default)]
    est_renouvele: bool,
}

/// Whose act this is, as their own token says.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Author {
    compte: Uuid,
    client: Option<Uuid>,
    organisation: Option<Uuid>,
    habilitation: Option<Uuid>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    identifiant: Identifier,
    nom: String,
    prenoms: String,
}

/// The account, and where the letter is that brings its holder the secret: nobody else gets it.
#[derive(Debug, Serialize)]
pub(crate) struct OpenedAccount {
    compte: Uuid,
    courrier: attachments::LetterState,
    /// Whether the person has a password already: they sign in first, and enter the secret then.
    est_active: bool,
}

/// `POST /prive/comptes`: attaches an habilitation to the one account of a person, which is opened when it is their
/// first. It is of no use until the person has entered its secret, which goes to them in a letter. Asked again, as after
/// an answer that was lost, it changes nothing; a new secret has to be asked for.
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
    let found = accounts::find_holder(&login.database, identifier).await?;
    if let Some(Holder { account, .. }) = &found
        && (!opening.personne.is(account) || agents::is_agent(&login.database, account.id).await?)
    {
        return Ok(None);
    }
    let is_new = found.is_none();
    let holder = found.unwrap_or_else(|| Holder::new(opening.personne.account(login, context)));
    let compte = holder.account.id;
    let known = attachments::find_known(&login.database, (compte, opening.habilitation)).await?;
    if known == Some(Known::Elsewhere) {
        return Ok(None);
    }
    record(login, context, (&opening, &holder), (is_new, known), Event::done).await?;
    let attachment = opening.attachment(login, context, compte);
    let issue = issue(login, context, (&holder.account, &attachment), opening.est_renouvele).await?;
    let Some(opened) = attachments::open(&login.database, &holder, &attachment, issue).await? else {
        record(login, context, (&opening, &holder), (is_new, known), Event::refused).await?;
        return Ok(None);
    };
    Ok(Some(OpenedAccount { compte, courrier: opened.letter, est_active: opened.is_active }))
}

/// A new secret, and the letter that brings it.
pub(super) async fn issue(
    login: &Login,
    context: &Context,
    (account, attachment): (&Account, &Attachment),
    is_reissue: bool,
) -> Result<Issue, Fault> {
    let about =
        About { subject: attachment.id, organisation: attachment.organisation, objet: attachment.name() };
    let (activation, letter) = write_letter(login, context, account, about).await?;
    Ok(Issue { activation, letter: Some(letter), is_reissue })
}

/// Tells the journal what is about to be done, or was not done after all, and by whom a secret is issued.
async fn record(
    login: &Login,
    context: &Context,
    (opening, holder): (&AccountOpening, &Holder),
    (is_new, known): (bool, Option<Known>),
    ended: fn(Uuid, Kind) -> Event,
) -> Result<(), Fault> {
    let (compte, habilitation) = (holder.account.id, opening.habilitation);
    let by_author = |kind| move |id| opening.auteur.signs(ended(id, kind));
    match known {
        Some(Known::Awaited) if opening.est_renouvele => {
            login.record(context, by_author(Kind::ActivationReissued { compte, habilitation })).await
        }
        Some(_) => Ok(()),
        None => {
            let kind = match (is_new, holder.is_gone) {
                (true, _) => Kind::AccountCreated { compte },
                (false, true) => Kind::AccountReopened { compte },
                (false, false) => Kind::AccountAttached { compte },
            };
            let attached = |id| Event {
                organisation: Some(opening.organisation),
                habilitation: Some(habilitation),
                ..ended(id, kind)
            };
            login.record(context, attached).await?;
            login.record(context, by_author(Kind::ActivationIssued { compte, habilitation })).await
        }
    }
}

impl Author {
    fn signs(self, event: Event) -> Event {
        Event {
            agent: Some(self.compte),
            client: self.client,
            organisation: self.organisation,
            habilitation: self.habilitation,
            ..event
        }
    }
}

impl AccountOpening {
    fn attachment(&self, login: &Login, context: &Context, account: Uuid) -> Attachment {
        Attachment {
            id: platform::new_uuid(context.now, &*login.platform.random),
            account,
            habilitation: Some(self.habilitation),
            organisation: Some(self.organisation),
            roles: self.roles.iter().copied().map(Role::from).collect(),
            label: self.libelle.clone(),
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
            password_expires_at: None,
            is_reset: false,
        }
    }
}
