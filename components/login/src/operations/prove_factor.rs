use axum::response::Response;
use http::StatusCode;
use journal::word;

use super::{
    asked,
    proved_account::ProvedAccount,
    tries::{factor_subjects, give_back, refuse, take_try},
};
use crate::{
    domain::{account::Account, opaque, totp},
    fault::Fault,
    pages::{Answer, FactorPage, Visit},
    parameters::Parameters,
    store::factors::{self, Proof},
};

pub(super) const WRONG: &str = "Code incorrect ou déjà utilisé. Attendez le code suivant puis réessayez.";

/// `GET /login/facteur`: the form of the second factor.
pub(crate) async fn show_factor(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let proved = ProvedAccount::of(visit, asked::of_page(visit).await?).await?;
    FactorPage { error: "", asked: &proved.asked }.respond(StatusCode::OK)
}

/// `POST /login/facteur`: proves the second factor, and opens the session or lets the person choose under what.
pub(crate) async fn prove_factor(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(prove(&visit, &parameters).await)
}

async fn prove(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let proved = ProvedAccount::of(visit, asked::of_form(visit, parameters).await?).await?;
    let subjects = factor_subjects(visit, &proved.account).await?;
    take_try(visit, &subjects, Some(&proved.account)).await?;
    let typed = parameters.get("code").unwrap_or_default();
    let Some(proof) = second_factor(visit, &proved.account, typed).await? else {
        refuse(visit, &subjects, Some(&proved.account), word!("second_facteur")).await?;
        return FactorPage { error: WRONG, asked: &proved.asked }.respond(StatusCode::FORBIDDEN);
    };
    give_back(visit, &subjects).await?;
    match proved.open_only(visit, &proof).await? {
        Some(opened) => proved.lead_back(visit, &opened).await,
        None => asked::lead(visit, &proved.asked, proved.next_page()),
    }
}

/// Which second factor `typed` proves. What is done with it uses it up.
pub(super) async fn second_factor(
    visit: &Visit,
    account: &Account,
    typed: &str,
) -> Result<Option<Proof<'static>>, Fault> {
    let login = &visit.login;
    let Some(enrolled) = &account.totp else { return Ok(None) };
    let secret = login.configuration(&visit.context).await?.factor_keys.open(account.id, &enrolled.sealed)?;
    if let Some(step) = totp::matching_step(&secret, typed, visit.now(), enrolled.last_step) {
        return Ok(Some(Proof::Step(step)));
    }
    let hash = opaque::readable_hash(typed);
    let is_code = factors::has_recovery_code(&login.database, account, hash).await?;
    Ok(is_code.then_some(Proof::RecoveryCode(hash)))
}
