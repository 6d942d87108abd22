use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};
use platform::Random;
use zeroize::Zeroizing;

use super::{
    asked,
    proved_account::ProvedAccount,
    resume_authorization::lead_on,
    tries::{factor_subjects, give_back, refuse, take_try},
};
use crate::{
    domain::{
        account,
        opaque::{readable_code, readable_hash},
        pending_request::Asked,
        totp,
    },
    fault::{Fault, Halt},
    pages::{Answer, EnrolmentPage, RecoveryPage, Visit},
    parameters::Parameters,
    store::factors,
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

/// `POST /login/enrolement`: enrols the second factor that the code proves, gives the recovery codes, and opens the
/// session when there is no habilitation to choose.
pub(crate) async fn enrol_factor(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(enrol(&visit, &parameters).await)
}

async fn enrol(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let proved = awaiting_factor(visit, asked::of_form(visit, parameters).await?).await?;
    let account = &proved.account;
    let subjects = factor_subjects(visit, account).await?;
    take_try(visit, &subjects, Some(account)).await?;
    let (secret, sealed) = offered_secret(visit, &proved).await?;
    let code = parameters.get("code").unwrap_or_default();
    let Some(step) = totp::matching_step(&secret, code, visit.now(), 0) else {
        refuse(visit, &subjects, Some(account), word!("second_facteur")).await?;
        return EnrolmentPage::new(account, &secret, &proved.asked, WRONG).respond(StatusCode::FORBIDDEN);
    };
    give_back(visit, &subjects).await?;
    let Some(codes) = keep(visit, &proved, &sealed, step).await? else {
        return asked::lead(visit, &proved.asked, "/login/facteur");
    };
    let page = RecoveryPage { codes: &codes, next: "/login/suite" }.respond()?;
    let page = asked::kept_with(visit, &proved.asked, page);
    let opened = proved.open_only(visit, "totp").await?;
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

/// Enrols the secret, once the journal has it, and gives the recovery codes; none when another request was first.
async fn keep(
    visit: &Visit,
    ProvedAccount { account, asked, browser_hash, .. }: &ProvedAccount,
    sealed: &[u8],
    step: i64,
) -> Result<Option<Vec<String>>, Fault> {
    let (login, agent, client) = (&visit.login, Some(account.id), asked.client());
    let methode = word!("totp");
    let event = |id| Event { agent, client, ..Event::done(id, Kind::FactorEnrolled { methode }) };
    login.record(&visit.context, event).await?;
    let codes = recovery_codes(&*login.platform.random);
    let hashes: Vec<_> = codes.iter().map(|code| readable_hash(code)).collect();
    let (whose, proof) = ((account.id, *browser_hash), (sealed, step));
    let is_enrolled = factors::enrol_totp(&login.database, whose, proof, &hashes, visit.now()).await?;
    if !is_enrolled {
        let kind = Kind::FactorEnrolled { methode: word!("totp") };
        let event = |id| Event { agent, client, ..Event::refused(id, kind) };
        login.record(&visit.context, event).await?;
    }
    Ok(is_enrolled.then_some(codes))
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
