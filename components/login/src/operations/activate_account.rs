use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind};
use web::Context;

use super::sign_in::{forget, identifier, refuse, subjects};
use crate::{
    Login,
    domain::{
        account::Account,
        opaque::{self, Opaque, readable_hash},
        password,
    },
    fault::Fault,
    pages::{self, ActivationPage, Browser},
    parameters::Parameters,
    store::{accounts, sign_ins, throttles},
};

const WRONG: &str = "Identifiant ou code d'activation incorrect, déjà utilisé ou expiré.";
const DIFFERENT: &str = "Les deux mots de passe ne sont pas les mêmes.";

/// `GET /login/activation`: the form of the first connection.
pub(crate) async fn show_activation(context: Context) -> Response {
    pages::answer(&context, ActivationPage { error: "" }.respond(StatusCode::OK))
}

/// `POST /login/activation`: uses the activation secret up and sets the password. The second factor comes next, before
/// anything else.
pub(crate) async fn activate_account(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    pages::answer(&context, activate(&login, &context, &headers, &parameters).await)
}

async fn activate(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Response, Fault> {
    if let Some(refusal) = pages::refuse_other_origin(login, context, headers).await? {
        return Ok(refusal);
    }
    let identifier = identifier(parameters);
    let subjects = subjects(login, context, headers, &identifier).await?;
    if let Some(until) = throttles::take_try(&login.database, &subjects, context.now).await? {
        refuse(login, context, None, "trop_d_essais").await?;
        return pages::too_many_tries(context, until);
    }
    let secret = readable_hash(parameters.get("code").unwrap_or_default());
    let account =
        accounts::find_account_to_activate(&login.database, &identifier, secret, context.now).await?;
    let Some(account) = account else {
        refuse(login, context, None, "activation").await?;
        return ActivationPage { error: WRONG }.respond(StatusCode::FORBIDDEN);
    };
    forget(login, &subjects).await?;
    let chosen = match chosen_password(&account, parameters) {
        Ok(chosen) => chosen,
        Err(error) => return ActivationPage { error: &error }.respond(StatusCode::UNPROCESSABLE_ENTITY),
    };
    if !set_password(login, context, &account, secret, chosen).await? {
        return ActivationPage { error: WRONG }.respond(StatusCode::FORBIDDEN);
    }
    lead_to_enrolment(login, context, headers, &account).await
}

fn chosen_password<'a>(account: &Account, parameters: &'a Parameters) -> Result<&'a str, String> {
    let chosen = parameters.get("mot_de_passe").unwrap_or_default();
    password::check(chosen, account).map_err(|refusal| refusal.to_string())?;
    if parameters.get("confirmation") == Some(chosen) { Ok(chosen) } else { Err(DIFFERENT.to_owned()) }
}

async fn set_password(
    login: &Login,
    context: &Context,
    account: &Account,
    secret: [u8; 32],
    chosen: &str,
) -> Result<bool, Fault> {
    let hash = password::hash(chosen, &*login.platform.random).ok_or(Fault::Hashing)?;
    let record = login.record(context, |id| Event {
        agent: Some(account.id),
        organisation: account.organisation,
        habilitation: account.habilitation,
        ..Event::done(id, Kind::AccountActivated { compte: account.id })
    });
    record.await?;
    Ok(accounts::set_first_password(&login.database, account.id, secret, &hash).await?)
}

/// The browser keeps the request of its client, when it came with one.
async fn lead_to_enrolment(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
    account: &Account,
) -> Result<Response, Fault> {
    let former = match Browser::of(headers).sign_in {
        Some(secret) => sign_ins::take_sign_in(&login.database, opaque::hash(secret), context.now).await?,
        None => None,
    };
    let secret = Opaque::new(&*login.platform.random);
    let request = former.and_then(|former| former.request);
    sign_ins::begin_sign_in(&login.database, secret.hash(), request.as_ref(), context.now).await?;
    sign_ins::set_account(&login.database, secret.hash(), account.id).await?;
    Ok(pages::with_sign_in(pages::redirect("/login/enrolement")?, secret.as_str()))
}
