use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use journal::{Event, Kind, Word};
use web::Context;

use super::{resume_authorization::redirect_with_code, sign_in::refuse};
use crate::{
    Login,
    domain::{
        account::Account,
        authorization::AuthorizationRequest,
        opaque::{self, Opaque},
        throttle::Subject,
        totp,
    },
    fault::Fault,
    pages::{self, Browser, FactorPage},
    parameters::Parameters,
    store::{
        accounts, factors,
        sessions::{self, Session},
        sign_ins, throttles,
    },
};

const WRONG: &str = "Code incorrect ou déjà utilisé. Attendez le code suivant puis réessayez.";

/// `GET /login/facteur`: the form of the second factor.
pub(crate) async fn show_factor(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
) -> Response {
    let shown = match proved_account(&login, &context, &headers).await {
        Ok(Some(proved)) => FactorPage { error: "" }.respond(StatusCode::OK, proved.redirect_uri()),
        Ok(None) => pages::redirect("/login/connexion"),
        Err(fault) => Err(fault),
    };
    pages::answer(&context, shown)
}

/// `POST /login/facteur`: proves the second factor, and opens the session.
pub(crate) async fn prove_factor(
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
    let Some(proved) = proved_account(login, context, headers).await? else {
        return pages::redirect("/login/connexion");
    };
    let account = &proved.account;
    let subject = Subject::Factor(account.id);
    if let Some(until) =
        throttles::take_try(&login.database, std::slice::from_ref(&subject), context.now).await?
    {
        refuse(login, context, Some(account), "trop_d_essais").await?;
        return pages::too_many_tries(context, until);
    }
    let typed = parameters.get("code").unwrap_or_default();
    let Some(methode) = factor(login, context, account, typed).await? else {
        refuse(login, context, Some(account), "second_facteur").await?;
        return FactorPage { error: WRONG }.respond(StatusCode::FORBIDDEN, proved.redirect_uri());
    };
    throttles::forget(&login.database, &subject).await?;
    let (session, cookie) = open_session(login, context, account, methode).await?;
    let taken = sign_ins::take_sign_in(&login.database, proved.browser_hash, context.now).await?;
    let response = match taken.and_then(|taken| taken.request) {
        Some(request) => redirect_with_code(login, context, session.id, &request).await?,
        None => pages::redirect("/login/sessions")?,
    };
    Ok(pages::with_session(response, cookie.as_str()))
}

/// Which second factor `typed` proves, using it up.
async fn factor(
    login: &Login,
    context: &Context,
    account: &Account,
    typed: &str,
) -> Result<Option<&'static str>, Fault> {
    let Some(enrolled) = account.totp.as_ref().filter(|totp| totp.is_enrolled) else { return Ok(None) };
    let secret = login.configuration(context).await?.factor_keys.open(account.id, &enrolled.sealed)?;
    if let Some(step) = totp::matching_step(&secret, typed, context.now, enrolled.last_step) {
        return Ok(factors::use_step(&login.database, account.id, step).await?.then_some("totp"));
    }
    let hash = opaque::readable_hash(typed);
    Ok(factors::use_recovery_code(&login.database, account.id, hash).await?.then_some("code_de_secours"))
}

/// A sign-in whose password was proved.
pub(super) struct ProvedAccount {
    pub(super) account: Account,
    browser_hash: [u8; 32],
    request: Option<AuthorizationRequest>,
}

impl ProvedAccount {
    fn redirect_uri(&self) -> Option<&str> {
        self.request.as_ref().map(|request| request.redirect_uri.as_str())
    }
}

/// The account whose password this browser proved.
pub(super) async fn proved_account(
    login: &Login,
    context: &Context,
    headers: &HeaderMap,
) -> Result<Option<ProvedAccount>, Fault> {
    let Some(browser_hash) = Browser::of(headers).sign_in.map(opaque::hash) else { return Ok(None) };
    let Some(sign_in) = sign_ins::find_sign_in(&login.database, browser_hash, context.now).await? else {
        return Ok(None);
    };
    let Some(account) = sign_in.account else { return Ok(None) };
    let account = accounts::find_account(&login.database, account).await?;
    Ok(account.map(|account| ProvedAccount { account, browser_hash, request: sign_in.request }))
}

/// Opens a session, once the journal has it.
pub(super) async fn open_session(
    login: &Login,
    context: &Context,
    account: &Account,
    methode: &str,
) -> Result<(Session, Opaque), Fault> {
    let methode = Word::parse(methode)?;
    let record = login.record(context, |id| Event {
        agent: Some(account.id),
        organisation: account.organisation,
        habilitation: account.habilitation,
        ..Event::done(id, Kind::SignedIn { methode })
    });
    record.await?;
    let cookie = Opaque::new(&*login.platform.random);
    let id = platform::new_uuid(context.now, &*login.platform.random);
    let session = Session { id, account: account.id, opened_at: context.now, seen_at: context.now };
    sessions::insert_session(&login.database, &session, cookie.hash()).await?;
    Ok((session, cookie))
}
