use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use journal::{Event, Kind};

use super::{asked, change_password::new_password, proved_account::ProvedAccount};
use crate::{
    fault::Halt,
    pages::{Answer, Complaint, RenewalPage, Visit},
    parameters::Parameters,
    store::{factors::Proof, own_secrets},
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
    deadline(visit, &proved)?;
    let hash = match new_password(visit, &proved.account, parameters).await? {
        Ok(hash) => hash,
        Err(error) => return page(visit, &proved, StatusCode::UNPROCESSABLE_ENTITY, &error).await,
    };
    let agent = Some(proved.account.id);
    let done = |id| Event { agent, ..Event::done(id, Kind::PasswordChanged {}) };
    visit.login.record(&visit.context, done).await?;
    let former = proved.account.password_hash.as_deref().unwrap_or_default();
    let (database, now) = (&visit.login.database, visit.now());
    let of_sign_in = (proved.account.id, proved.browser_hash);
    if !own_secrets::renew_password(database, of_sign_in, (former, &hash), now).await? {
        let refused = |id| Event { agent, ..Event::refused(id, Kind::PasswordChanged {}) };
        visit.login.record(&visit.context, refused).await?;
        return Err(super::resume_authorization::lead_on(visit, &proved.asked).await?.into());
    }
    proved.account.password_hash = Some(hash);
    proved.account.password_expires_at = None;
    match proved.open_only(visit, &Proof::Earlier(&factor)).await? {
        Some(opened) => proved.lead_back(visit, &opened).await,
        None => asked::lead(visit, &proved.asked, "/login/habilitation"),
    }
}

/// Until when the password has to be renewed; whose has not goes on.
fn deadline(visit: &Visit, proved: &ProvedAccount) -> Result<Timestamp, Halt> {
    match proved.account.password_expires_at {
        Some(deadline) => Ok(deadline),
        None => Err(asked::lead(visit, &proved.asked, "/login/habilitation")?.into()),
    }
}

async fn page(visit: &Visit, proved: &ProvedAccount, status: StatusCode, error: &Complaint) -> Answer {
    RenewalPage::new(deadline(visit, proved)?, visit.now(), &proved.asked, error).respond(status)
}
