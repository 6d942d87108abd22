use axum::response::Response;
use http::StatusCode;
use journal::Kind;

use super::{
    hashing::{hash, verify},
    own_account::OwnAccount,
    telling::{take_back, tell},
    tries::{give_back, take_try},
};
use crate::{
    domain::{
        account::Account,
        password::{self, PasswordRefusal},
        throttle::Subject,
    },
    fault::Halt,
    pages::{self, Answer, Complaint, PasswordPage, Visit},
    parameters::Parameters,
    store::own_secrets,
};

const WRONG: &str = "Le mot de passe actuel n'est pas le bon.";
const DIFFERENT: &str = "Les deux mots de passe ne sont pas les mêmes.";

/// `GET /login/mot-de-passe`: the form in which a person changes their password.
pub(crate) async fn show_password_change(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    OwnAccount::of(visit).await?;
    PasswordPage { error: &Complaint::default() }.respond(StatusCode::OK)
}

/// `POST /login/mot-de-passe`: changes the password of whoever proves the present one; their other sessions end.
pub(crate) async fn change_password(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(change(&visit, &parameters).await)
}

async fn change(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = OwnAccount::of(visit).await?;
    if !own.proves_password(visit, parameters).await? {
        return refuse_present();
    }
    let hash = match new_password(visit, &own.account, parameters).await? {
        Ok(hash) => hash,
        Err(error) => return PasswordPage { error: &error }.respond(StatusCode::UNPROCESSABLE_ENTITY),
    };
    let told = [own.event(Kind::PasswordChanged {})];
    tell(visit, &told).await?;
    if !own_secrets::change_password(&visit.login.database, own.proved(), &hash, visit.now()).await? {
        take_back(visit, &told).await?;
        return refuse_present();
    }
    pages::redirect("/login/securite")
}

fn refuse_present() -> Answer {
    PasswordPage { error: &Complaint::about(&["mot_de_passe"], WRONG) }.respond(StatusCode::FORBIDDEN)
}

fn unfit(refusal: PasswordRefusal) -> Complaint {
    Complaint::about(&["nouveau_mot_de_passe"], refusal.to_string())
}

/// The hash of the password chosen, which differs from the present one; or why it is not accepted.
pub(super) async fn new_password(
    visit: &Visit,
    account: &Account,
    parameters: &Parameters,
) -> Result<Result<String, Complaint>, Halt> {
    let chosen = parameters.get("nouveau_mot_de_passe").unwrap_or_default();
    if let Err(refusal) = password::check(chosen, account) {
        return Ok(Err(unfit(refusal)));
    }
    if parameters.get("confirmation") != Some(chosen) {
        return Ok(Err(Complaint::about(&["confirmation"], DIFFERENT)));
    }
    let hash = hash_chosen(visit, account, account.password_hash.as_deref(), chosen).await?;
    Ok(hash.ok_or_else(|| unfit(PasswordRefusal::Former)))
}

/// The hash to keep of a password chosen for this account; none when it is the former one. It is a try like any other, so
/// that nobody has many hashed at once.
pub(super) async fn hash_chosen(
    visit: &Visit,
    account: &Account,
    former: Option<&str>,
    chosen: &str,
) -> Result<Option<String>, Halt> {
    let subjects = [Subject::Choice(account.id)];
    take_try(visit, &subjects, Some(account)).await?;
    if former.is_some() && verify(visit, &subjects, chosen, former).await? {
        return Ok(None);
    }
    let hash = hash(visit, &subjects, chosen).await?;
    give_back(visit, &subjects).await?;
    Ok(Some(hash))
}
