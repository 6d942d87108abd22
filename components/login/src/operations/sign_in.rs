use axum::response::Response;
use http::StatusCode;
use journal::word;

use super::{
    hashing::verify,
    tries::{forget, refuse, subjects, take_try},
};
use crate::{
    domain::{
        account::Identifier,
        opaque::{self, Opaque},
    },
    fault::Fault,
    pages::{self, Answer, SignInPage, Visit},
    parameters::Parameters,
    store::{accounts, sign_ins},
};

const WRONG: &str = "Identifiant ou mot de passe incorrect.";

/// `GET /login/connexion`: the form of the first factor.
pub(crate) async fn show_sign_in(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let page = SignInPage { error: "" }.respond(StatusCode::OK)?;
    if begun(visit).await?.is_some() {
        return Ok(page);
    }
    let secret = Opaque::new(&*visit.login.platform.random);
    sign_ins::begin_sign_in(&visit.login.database, secret.hash(), None, visit.context.now).await?;
    Ok(pages::with_sign_in(page, secret.as_str()))
}

/// The sign-in that this browser began.
async fn begun(visit: &Visit) -> Result<Option<[u8; 32]>, Fault> {
    let Some(hash) = visit.browser().sign_in.map(opaque::hash) else { return Ok(None) };
    let found = sign_ins::find_sign_in(&visit.login.database, hash, visit.context.now).await?;
    Ok(found.map(|_| hash))
}

/// `POST /login/connexion`: proves the first factor. An unknown account and a wrong password have the same answer, after
/// the same work.
pub(crate) async fn sign_in(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(prove(&visit, &parameters).await)
}

async fn prove(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let Some(begun) = begun(visit).await? else { return pages::redirect("/login/connexion") };
    let identifier = identifier(parameters);
    let subjects = subjects(visit, &identifier).await?;
    take_try(visit, &subjects, None).await?;
    let account = accounts::find_account_by_identifier(&visit.login.database, &identifier).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let typed = parameters.get("mot_de_passe").unwrap_or_default();
    let is_right = verify(visit, &subjects, typed, hash).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        refuse(visit, account.as_ref(), word!("mot_de_passe")).await?;
        return SignInPage { error: WRONG }.respond(StatusCode::FORBIDDEN);
    };
    forget(visit, &subjects).await?;
    let proved = (account.id, hash.unwrap_or_default());
    sign_ins::set_account(&visit.login.database, begun, proved).await?;
    pages::redirect(if account.has_second_factor() { "/login/facteur" } else { "/login/enrolement" })
}

/// The identifier as typed; text that is none is looked for like any other, and not found.
pub(super) fn identifier(parameters: &Parameters) -> String {
    let typed = parameters.get("identifiant").unwrap_or_default();
    let short: String = typed.chars().take(254).collect();
    Identifier::parse(typed).map_or(short, |identifier| identifier.as_str().to_owned())
}
