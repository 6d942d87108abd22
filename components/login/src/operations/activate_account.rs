use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};

use super::{
    hashing::in_turn,
    sign_in::identifier,
    tries::{forget, refuse, subjects, take_try},
};
use crate::{
    domain::{
        account::Account,
        opaque::{self, Opaque, readable_hash},
        password,
    },
    fault::{Fault, Halt},
    pages::{self, ActivationPage, Answer, Visit},
    parameters::Parameters,
    store::{accounts, sign_ins},
};

const WRONG: &str = "Identifiant ou code d'activation incorrect, déjà utilisé ou expiré.";
const DIFFERENT: &str = "Les deux mots de passe ne sont pas les mêmes.";

/// `GET /login/activation`: the form of the first connection.
pub(crate) async fn show_activation(visit: Visit) -> Response {
    visit.answer(ActivationPage { error: "" }.respond(StatusCode::OK))
}

/// `POST /login/activation`: uses the activation secret up and sets the password. The second factor comes next, before
/// anything else.
pub(crate) async fn activate_account(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(activate(&visit, &parameters).await)
}

async fn activate(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let identifier = identifier(parameters);
    let subjects = subjects(visit, &identifier).await?;
    take_try(visit, &subjects, None).await?;
    let secret = readable_hash(parameters.get("code").unwrap_or_default());
    let (database, now) = (&visit.login.database, visit.context.now);
    let Some(account) = accounts::find_account_to_activate(database, &identifier, secret, now).await? else {
        refuse(visit, None, word!("activation")).await?;
        return ActivationPage { error: WRONG }.respond(StatusCode::FORBIDDEN);
    };
    forget(visit, &subjects).await?;
    let chosen = match chosen_password(&account, parameters) {
        Ok(chosen) => chosen,
        Err(error) => return ActivationPage { error: &error }.respond(StatusCode::UNPROCESSABLE_ENTITY),
    };
    if !set_password(visit, &account, secret, chosen).await? {
        return ActivationPage { error: WRONG }.respond(StatusCode::FORBIDDEN);
    }
    lead_to_enrolment(visit, &account).await
}

fn chosen_password<'a>(account: &Account, parameters: &'a Parameters) -> Result<&'a str, String> {
    let chosen = parameters.get("mot_de_passe").unwrap_or_default();
    password::check(chosen, account).map_err(|refusal| refusal.to_string())?;
    if parameters.get("confirmation") == Some(chosen) { Ok(chosen) } else { Err(DIFFERENT.to_owned()) }
}

async fn set_password(
    visit: &Visit,
    account: &Account,
    secret: [u8; 32],
    chosen: &str,
) -> Result<bool, Halt> {
    let login = &visit.login;
    let hash = in_turn(visit, &[], || password::hash(chosen, &*login.platform.random)).await?;
    let hash = hash.ok_or(Fault::Hashing)?;
    let agent = Some(account.id);
    let event = |id| Event { agent, ..Event::done(id, Kind::AccountActivated { compte: account.id }) };
    login.record(&visit.context, event).await?;
    Ok(accounts::set_first_password(&login.database, account.id, secret, &hash).await?)
}

/// The browser keeps the request of its client, when it came with one.
async fn lead_to_enrolment(visit: &Visit, account: &Account) -> Answer {
    let (database, now) = (&visit.login.database, visit.context.now);
    let former = match visit.browser().sign_in {
        Some(secret) => sign_ins::take_sign_in(database, opaque::hash(secret), now).await?,
        None => None,
    };
    let secret = Opaque::new(&*visit.login.platform.random);
    let request = former.and_then(|former| former.request);
    sign_ins::begin_sign_in(database, secret.hash(), request.as_ref(), now).await?;
    sign_ins::set_account(database, secret.hash(), account.id).await?;
    Ok(pages::with_sign_in(pages::redirect("/login/enrolement")?, secret.as_str()))
}
