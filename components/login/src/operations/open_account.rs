use std::{collections::BTreeSet, sync::Arc};

use access::Role;
use axum::extract::State;
use journal::{Event, Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{
    Login,
    configuration::ACTIVATION_LIFE,
    domain::{
        account::{Account, Identifier},
        opaque::{readable_code, readable_hash},
        session::later,
    },
    fault::Fault,
    problems,
    store::accounts,
};

/// An account to open for an habilitation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountOpening {
    habilitation: Uuid,
    personne: Person,
    organisation: Option<Uuid>,
    roles: BTreeSet<Role>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    identifiant: Identifier,
    nom: String,
    prenoms: String,
}

/// The account, and the secret that its holder needs once.
#[derive(Debug, Serialize)]
pub(crate) struct OpenedAccount {
    compte: Uuid,
    secret_activation: String,
}

/// `POST /prive/comptes`: opens an account. Asked again before the account is used, as after an answer that was lost,
/// it gives the same account and a new secret.
pub(crate) async fn open_account(
    State(login): State<Arc<Login>>,
    context: Context,
    Json(opening): Json<AccountOpening>,
) -> Result<Json<OpenedAccount>, Problem> {
    let opened = open(&login, &context, opening).await.map_err(|fault| fault.problem(&context))?;
    opened.map(Json).ok_or(Problem::new(problems::ACCOUNT_EXISTS))
}

async fn open(
    login: &Login,
    context: &Context,
    opening: AccountOpening,
) -> Result<Option<OpenedAccount>, Fault> {
    login.configuration(context).await?;
    let secret_activation = readable_code(&*login.platform.random, 6);
    let hash = readable_hash(&secret_activation);
    let expires_at = later(context.now, ACTIVATION_LIFE);
    let identifier = opening.personne.identifiant.as_str();
    let known =
        accounts::renew_activation(&login.database, opening.habilitation, identifier, hash, expires_at)
            .await?;
    if let Some(compte) = known {
        return Ok(Some(OpenedAccount { compte, secret_activation }));
    }
    let account = Account {
        id: platform::new_uuid(context.now, &*login.platform.random),
        identifier: identifier.to_owned(),
        last_name: opening.personne.nom,
        first_names: opening.personne.prenoms,
        organisation: opening.organisation,
        habilitation: Some(opening.habilitation),
        roles: opening.roles,
        password_hash: None,
        totp: None,
    };
    if !accounts::insert_account(&login.database, &account, hash, expires_at, context.now).await? {
        return Ok(None);
    }
    login
        .record(context, |id| Event {
            organisation: account.organisation,
            habilitation: account.habilitation,
            ..Event::done(id, Kind::AccountCreated { compte: account.id })
        })
        .await?;
    Ok(Some(OpenedAccount { compte: account.id, secret_activation }))
}
