use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind, Word};
use web::Context;
use zeroize::Zeroizing;

use super::{
    prove_factor::{ProvedAccount, open_session, proved_account},
    sign_in::refuse,
};
use crate::{
    Login,
    domain::{
        account::Account,
        opaque::{readable_code, readable_hash},
        throttle::Subject,
        totp,
    },
    fault::Fault,
    pages::{self, EnrolmentPage, RecoveryPage},
    parameters::Parameters,
    store::{factors, throttles},
};

const WRONG: &str = "Code incorrect. Vérifiez l'heure de votre téléphone puis saisissez le code affiché.";
const RECOVERY_CODES: usize = 10;

/// `GET /login/enrolement`: shows the secret of the second factor to whoever proved the password of an account that has
/// none.
pub(crate) async fn show_enrolment(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
) -> Response {
    pages::answer(&context, show(&login, &context, &headers).await)
}

async fn show(login: &Login, context: &Context, headers: &HeaderMap) -> Result<Response, Fault> {
    let Some(ProvedAccount { account, .. }) = proved_account(login, context, headers).await? else {
        return pages::redirect("/login/connexion");
    };
    if account.has_second_factor() {
        return pages::redirect("/login/facteur");
    }
    let (secret, _) = offered_secret(login, context, &account).await?;
    EnrolmentPage::new(&account, &secret, "").respond(StatusCode::OK)
}

/// `POST /login/enrolement`: enrols the second factor that the code proves, gives the recovery codes, opens the session.
pub(crate) async fn enrol_factor(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    pages::answer(&context, enrol(&login, &context, &headers, &parameters).await)
}

async fn enrol(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Response, Fault> {
    if let Some(refusal) = pages::refuse_other_origin(login, context, headers).await? {
        return Ok(refusal);
    }
    let proved = proved_account(login, context, headers).await?;
    let proved = proved.filter(|proved| !proved.account.has_second_factor());
    let Some(ProvedAccount { account, .. }) = proved else {
        return pages::redirect("/login/connexion");
    };
    let subject = Subject::Factor(account.id);
    if let Some(until) =
        throttles::take_try(&login.database, std::slice::from_ref(&subject), context.now).await?
    {
        refuse(login, context, Some(&account), "trop_d_essais").await?;
        return pages::too_many_tries(context, until);
    }
    let (secret, sealed) = offered_secret(login, context, &account).await?;
    let code = parameters.get("code").unwrap_or_default();
    let Some(step) = totp::matching_step(&secret, code, context.now, 0) else {
        return EnrolmentPage::new(&account, &secret, WRONG).respond(StatusCode::FORBIDDEN);
    };
    throttles::forget(&login.database, &subject).await?;
    record(login, context, &account).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| readable_code(&*login.platform.random, 4)).collect();
    let hashes: Vec<_> = codes.iter().map(|code| readable_hash(code)).collect();
    if !factors::enrol_totp(&login.database, account.id, &sealed, step, &hashes, context.now).await? {
        return pages::redirect("/login/facteur");
    }
    let (_, cookie) = open_session(login, context, &account, "totp").await?;
    Ok(pages::with_session(RecoveryPage { codes: &codes }.respond()?, cookie.as_str()))
}

async fn record(login: &Login, context: &Context, account: &Account) -> Result<(), Fault> {
    let methode = Word::parse("totp")?;
    let record = login.record(context, |id| Event {
        agent: Some(account.id),
        organisation: account.organisation,
        habilitation: account.habilitation,
        ..Event::done(id, Kind::FactorEnrolled { methode })
    });
    record.await
}

/// The secret offered to this account, the same each time until it is enrolled, in clear and sealed.
async fn offered_secret(
    login: &Login,
    context: &Context,
    account: &Account,
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), Fault> {
    let keys = &login.configuration(context).await?.factor_keys;
    if let Some(offered) = &account.totp {
        return Ok((keys.open(account.id, &offered.sealed)?, offered.sealed.clone()));
    }
    let mut secret = Zeroizing::new(vec![0; totp::SECRET_BYTES]);
    login.platform.random.fill(&mut secret);
    let sealed = keys.seal(account.id, &secret, &*login.platform.random)?;
    factors::offer_totp(&login.database, account.id, &sealed).await?;
    Ok((secret, sealed))
}
