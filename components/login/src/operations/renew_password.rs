use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind};

use super::{asked, change_password::new_password, hashing::hash, proved_account::ProvedAccount};
use crate::{
    fault::Halt,
    pages::{Answer, Complaint, RenewalPage, Visit},
    parameters::Parameters,
    store::own_secrets,
};

/// `GET /login/renouvellement`: once both factors are proved, tells until when the password has to be renewed, with the
/// form that does it.
pub(crate) async fn show_renewal(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let (proved, _) = ProvedAccount::both(visit, asked::of_page(visit).await?).await?;
    page(visit, &proved, StatusCode::OK, &Complaint::default()).await
}

/// `POST /login/renouvellement`: puts a new password in place of the former, which may open nothing else any more.
pub(crate) async fn renew_password(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(renew(&visit, &parameters).await)
}

async fn renew(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let (mut proved, factor) = ProvedAccount::both(visit, asked::of_form(visit, parameters).await?).await?;
    let chosen = match new_password(visit, &proved.account, parameters).await? {
        Ok(chosen) => chosen,
        Err(error) => return page(visit, &proved, StatusCode::UNPROCESSABLE_ENTITY, &error).await,
    };
    let hash = hash(visit, chosen).await?;
    let agent = Some(proved.account.id);
    let event = |id| Event { agent, ..Event::done(id, Kind::PasswordChanged {}) };
    visit.login.record(&visit.context, event).await?;
    let former = proved.account.password_hash.as_deref().unwrap_or_default();
    let (database, now) = (&visit.login.database, visit.now());
    let of_sign_in = (proved.account.id, proved.browser_hash);
    if !own_secrets::renew_password(database, of_sign_in, (former, &hash), now).await? {
        return Err(super::resume_authorization::lead_on(visit, &proved.asked).await?.into());
    }
    proved.account.password_hash = Some(hash);
    proved.account.password_expires_at = None;
    match proved.open_only(visit, &factor).await? {
        Some(opened) => proved.lead_back(visit, &opened).await,
        None => asked::lead(visit, &proved.asked, "/login/habilitation"),
    }
}

async fn page(visit: &Visit, proved: &ProvedAccount, status: StatusCode, error: &Complaint) -> Answer {
    let deadline = proved.account.password_expires_at;
    let Some(deadline) = deadline else {
        return Err(Halt::from(asked::lead(visit, &proved.asked, "/login/habilitation")?));
    };
    RenewalPage::new(deadline, visit.now(), &proved.asked, error).respond(status)
}
