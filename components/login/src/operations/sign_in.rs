use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind, Word};
use web::{Context, client_address};

use crate::{
    Login,
    domain::{
        account::{Account, Identifier},
        opaque::{self, Opaque},
        password,
        throttle::Subject,
    },
    fault::Fault,
    pages::{self, Browser, SignInPage},
    parameters::Parameters,
    store::{accounts, sign_ins, throttles},
};

const WRONG: &str = "Identifiant ou mot de passe incorrect.";

/// `GET /login/connexion`: the form of the first factor.
pub(crate) async fn show_sign_in(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
) -> Response {
    pages::answer(&context, show(&login, &context, &headers).await)
}

async fn show(login: &Login, context: &Context, headers: &HeaderMap) -> Result<Response, Fault> {
    let page = SignInPage { error: "" }.respond(StatusCode::OK)?;
    if let Some(secret) = Browser::of(headers).sign_in {
        let hash = opaque::hash(secret);
        if sign_ins::find_sign_in(&login.database, hash, context.now).await?.is_some() {
            return Ok(page);
        }
    }
    let secret = Opaque::new(&*login.platform.random);
    sign_ins::begin_sign_in(&login.database, secret.hash(), None, context.now).await?;
    Ok(pages::with_sign_in(page, secret.as_str()))
}

/// `POST /login/connexion`: proves the first factor. An unknown account and a wrong password have the same answer, after
/// the same work.
pub(crate) async fn sign_in(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    pages::answer(&context, prove(&login, &context, &headers, &parameters).await)
}

async fn prove(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Response, Fault> {
    if let Some(refusal) = pages::refuse_other_origin(login, context, headers).await? {
        return Ok(refusal);
    }
    let Some(begun) = Browser::of(headers).sign_in.map(opaque::hash) else {
        return pages::redirect("/login/connexion");
    };
    if sign_ins::find_sign_in(&login.database, begun, context.now).await?.is_none() {
        return pages::redirect("/login/connexion");
    }
    let identifier = identifier(parameters);
    let subjects = subjects(login, context, headers, &identifier).await?;
    if let Some(until) = throttles::take_try(&login.database, &subjects, context.now).await? {
        refuse(login, context, None, "trop_d_essais").await?;
        return pages::too_many_tries(context, until);
    }
    let account = accounts::find_account_by_identifier(&login.database, &identifier).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let is_right = password::verify(parameters.get("mot_de_passe").unwrap_or_default(), hash);
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        refuse(login, context, account.as_ref(), "mot_de_passe").await?;
        return SignInPage { error: WRONG }.respond(StatusCode::FORBIDDEN);
    };
    forget(login, &subjects).await?;
    sign_ins::set_account(&login.database, begun, account.id).await?;
    pages::redirect(if account.has_second_factor() { "/login/facteur" } else { "/login/enrolement" })
}

/// What is slowed down by a failure to sign in as `identifier`.
pub(super) async fn subjects(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
    identifier: &str,
) -> Result<Vec<Subject>, Fault> {
    let proxy_header = login.configuration(context).await?.proxy_header.as_deref();
    let address = client_address(headers, proxy_header).map(Subject::Address);
    Ok([Some(Subject::Identifier(identifier.to_owned())), address].into_iter().flatten().collect())
}

/// After a success: the account's failures are forgotten, the address gets its try back.
pub(super) async fn forget(login: &Login, subjects: &[Subject]) -> Result<(), Fault> {
    for subject in subjects {
        match subject {
            Subject::Address(_) => throttles::give_back(&login.database, subject).await?,
            Subject::Identifier(_) | Subject::Factor(_) => {
                throttles::forget(&login.database, subject).await?;
            }
        }
    }
    Ok(())
}

/// The identifier as typed; text that is none is looked for like any other, and not found.
pub(super) fn identifier(parameters: &Parameters) -> String {
    let typed = parameters.get("identifiant").unwrap_or_default();
    let short: String = typed.chars().take(254).collect();
    Identifier::parse(typed).map_or(short, |identifier| identifier.as_str().to_owned())
}

/// Records a refusal.
pub(super) async fn refuse(
    login: &Login,
    context: &Context,
    account: Option<&Account>,
    motif: &str,
) -> Result<(), Fault> {
    let motif = Word::parse(motif)?;
    let record = login.record(context, |id| Event {
        agent: account.map(|account| account.id),
        organisation: account.and_then(|account| account.organisation),
        habilitation: account.and_then(|account| account.habilitation),
        ..Event::refused(id, Kind::SignInRefused { motif })
    });
    record.await
}
