use axum::response::Response;
use http::StatusCode;
use journal::Kind;

use super::{
    hashing::{hash, verify},
    own_account::OwnAccount,
};
use crate::{
    domain::{
        account::Account,
        password::{self, PasswordRefusal},
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
    let chosen = match new_password(visit, &own.account, parameters).await? {
        Ok(chosen) => chosen,
        Err(error) => return PasswordPage { error: &error }.respond(StatusCode::UNPROCESSABLE_ENTITY),
    };
    let hash = hash(visit, chosen).await?;
    own.record(visit, Kind::PasswordChanged {}).await?;
    if !own_secrets::change_password(&visit.login.database, own.proved(), &hash, visit.now()).await? {
        own.record_lost(visit, Kind::PasswordChanged {}).await?;
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

/// The password chosen, which differs from the present one; or why it is not accepted.
pub(super) async fn new_password<'a>(
    visit: &Visit,
    account: &Account,
    parameters: &'a Parameters,
) -> Result<Result<&'a str, Complaint>, Halt> {
    let chosen = parameters.get("nouveau_mot_de_passe").unwrap_or_default();
    if let Err(refusal) = password::check(chosen, account) {
        return Ok(Err(unfit(refusal)));
    }
    if parameters.get("confirmation") != Some(chosen) {
        return Ok(Err(Complaint::about(&["confirmation"], DIFFERENT)));
    }
    let is_former = verify(visit, &[], chosen, account.password_hash.as_deref()).await?;
    Ok(if is_former { Err(unfit(PasswordRefusal::Former)) } else { Ok(chosen) })
}
