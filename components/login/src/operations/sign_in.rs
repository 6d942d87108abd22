use access::Identifier;
use axum::response::Response;
use http::StatusCode;
use journal::word;
use uuid::Uuid;

use super::{
    asked,
    give_code::give_code,
    hashing::verify,
    list_sessions::own_session,
    tries::{give_back, refuse, subjects, take_try},
};
use crate::{
    domain::{
        opaque::{self, Opaque},
        pending_request::Asked,
    },
    pages::{self, Answer, SignInPage, Visit},
    parameters::Parameters,
    store::{accounts, sign_ins},
};

const WRONG: &str = "Identifiant ou mot de passe incorrect.";

/// `GET /login/connexion`: the form of the first factor.
pub(crate) async fn show_sign_in(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

/// Whoever signed in meanwhile in another tab goes on with the request of this one, unless they ask for the form: to act
/// under another habilitation, they prove both factors again. Until then the session stays as it is.
async fn show(visit: &Visit) -> Answer {
    let asked = asked::of_entry(visit).await?;
    if !asked::is_for_another_sign_in(visit)
        && let (Asked::Pending(pending), Some(session)) = (&asked, own_session(visit).await?)
        && pending.trusts_sign_in(session.opened_at, visit.now())
    {
        return give_code(visit, &session, pending).await;
    }
    SignInPage { error: "", identifier: "", asked: &asked }.respond(StatusCode::OK)
}

/// `POST /login/connexion`: proves the first factor. An unknown account and a wrong password have the same answer, after
/// the same work.
pub(crate) async fn sign_in(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(prove(&visit, &parameters).await)
}

async fn prove(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let asked = asked::of_form(visit, parameters).await?;
    let identifier = identifier(parameters);
    let subjects = subjects(visit, &identifier).await?;
    take_try(visit, &subjects, None).await?;
    let account = accounts::find_account_by_identifier(&visit.login.database, &identifier).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let typed = parameters.get("mot_de_passe").unwrap_or_default();
    let is_right = verify(visit, &subjects, typed, hash).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        refuse(visit, &subjects, account.as_ref(), word!("mot_de_passe")).await?;
        return SignInPage { error: WRONG, identifier: &identifier, asked: &asked }
            .respond(StatusCode::FORBIDDEN);
    };
    give_back(visit, &subjects).await?;
    let next = if account.has_second_factor() { "/login/facteur" } else { "/login/enrolement" };
    begin_sign_in(visit, (account.id, hash.unwrap_or_default()), asked::lead(visit, &asked, next)?).await
}

/// Writes down whose password was just proved, under a secret that nobody could know before, and gives the browser the
/// secret with this answer.
pub(super) async fn begin_sign_in(visit: &Visit, proved: (Uuid, &str), answer: Response) -> Answer {
    let secret = Opaque::new(&*visit.login.platform.random);
    let browser = (secret.hash(), visit.browser().sign_in.map(opaque::hash));
    if !sign_ins::begin_sign_in(&visit.login.database, browser, proved, visit.now()).await? {
        return pages::redirect("/login/connexion");
    }
    Ok(pages::with_sign_in(answer, secret.as_str()))
}

/// The identifier as typed; text that is none is looked for like any other, and not found.
pub(super) fn identifier(parameters: &Parameters) -> String {
    let typed = parameters.get("identifiant").unwrap_or_default();
    let short: String = typed.chars().take(254).collect();
    Identifier::parse(typed).map_or(short, |identifier| identifier.as_str().to_owned())
}
