use axum::response::Response;
use http::StatusCode;
use journal::word;
use platform::Random;
use zeroize::Zeroizing;

use super::{
    asked,
    proved_account::ProvedAccount,
    resume_authorization::lead_on,
    tries::{give_back, refuse, take_try},
};
use crate::{
    domain::{
        account,
        opaque::{readable_code, readable_hash},
        pending_request::Asked,
        throttle::Subject,
        totp,
    },
    fault::Halt,
    pages::{Answer, EnrolmentPage, RecoveryPage, Visit},
    parameters::Parameters,
    store::factors::{self, Enrolment, Proof},
};

const WRONG: &str = "Code incorrect. Vérifiez l'heure de votre téléphone puis saisissez le code affiché.";

/// `GET /login/enrolement`: shows the secret of the second factor to whoever proved the password of an account that has
/// none.
pub(crate) async fn show_enrolment(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let proved = awaiting_factor(visit, asked::of_page(visit).await?).await?;
    let (secret, _) = offered_secret(visit, &proved).await?;
    EnrolmentPage::new(&proved.account, &secret, &proved.asked, "").respond(StatusCode::OK)
}

/// `POST /login/enrolement`: enrols the second factor that the code proves, opens the session when there is no habilitation
/// to choose, both or neither, and gives the recovery codes.
pub(crate) async fn enrol_factor(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(enrol(&visit, &parameters).await)
}

async fn enrol(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let proved = awaiting_factor(visit, asked::of_form(visit, parameters).await?).await?;
    let account = &proved.account;
    let (secret, sealed) = offered_secret(visit, &proved).await?;
    let subjects = [Subject::of_factor(account.id, &sealed)];
    take_try(visit, &subjects, Some(account)).await?;
    let code = parameters.get("code").unwrap_or_default();
    let Some(step) = totp::matching_step(&secret, code, visit.now(), 0) else {
        refuse(visit, &subjects, Some(account), word!("second_facteur")).await?;
        return EnrolmentPage::new(account, &secret, &proved.asked, WRONG).respond(StatusCode::FORBIDDEN);
    };
    give_back(visit, &subjects).await?;
    let codes = recovery_codes(&*visit.login.platform.random);
    let recovery: Vec<_> = codes.iter().map(|code| readable_hash(code)).collect();
    let sign_in = proved.browser_hash;
    let proof = Proof::Enrolment(Enrolment { sign_in, sealed: &sealed, step, recovery: &recovery });
    let opened = proved.open_only(visit, &proof).await?;
    let page = RecoveryPage { codes: &codes, next: "/login/suite" }.respond()?;
    let page = asked::kept_with(visit, &proved.asked, page);
    Ok(match opened {
        Some(opened) => opened.keep(page),
        None => page,
    })
}

/// The sign-in of an account that has no second factor yet.
async fn awaiting_factor(visit: &Visit, asked: Asked) -> Result<ProvedAccount, Halt> {
    let proved = ProvedAccount::of(visit, asked).await?;
    if proved.account.has_second_factor() {
        return Err(asked::lead(visit, &proved.asked, "/login/facteur")?.into());
    }
    Ok(proved)
}

/// As many recovery codes as a person is given.
pub(super) fn recovery_codes(random: &dyn Random) -> Vec<String> {
    (0..account::RECOVERY_CODES).map(|_| readable_code(random, 4)).collect()
}

/// The secret offered to this sign-in, the same each time, in clear and sealed. Who proves the same password elsewhere is
/// offered another, so that nobody copies a second factor before its holder enrols it.
async fn offered_secret(
    visit: &Visit,
    proved: &ProvedAccount,
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), Halt> {
    let (login, account) = (&visit.login, proved.account.id);
    let keys = &login.configuration(&visit.context).await?.factor_keys;
    let mut secret = Zeroizing::new(vec![0; totp::SECRET_BYTES]);
    login.platform.random.fill(&mut secret);
    let fresh = keys.seal(account, &secret, &*login.platform.random)?;
    match factors::offer_totp(&login.database, proved.browser_hash, &fresh, visit.now()).await? {
        Some(sealed) => Ok((keys.open(account, &sealed)?, sealed)),
        None => Err(lead_on(visit, &proved.asked).await?.into()),
    }
}
