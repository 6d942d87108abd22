use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use journal::{Event, Kind};
use uuid::Uuid;
use web::{Caller, Context, Path, Problem};

use super::list_sessions::required_session;
use crate::{
    Login,
    fault::Fault,
    pages::{self, Answer, ApplicationsPage, Visit},
    parameters::Parameters,
    problems,
    store::{attachments, consents},
};

/// `GET /login/applications`: a person sees which applications they let act in their name.
pub(crate) async fn list_applications(visit: Visit) -> Response {
    visit.answer(list(&visit).await)
}

async fn list(visit: &Visit) -> Answer {
    let own = required_session(visit).await?;
    let database = &visit.login.database;
    let listed = consents::list_consents(database, own.account, visit.now()).await?;
    let attached = attachments::list_attachments(database, own.account).await?;
    ApplicationsPage::of(&listed, &attached).respond()
}

/// `POST /login/applications`: a person takes a consent back, and the application's tokens stop at their next request.
pub(crate) async fn withdraw_own_consent(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(withdraw_own(&visit, &parameters).await)
}

async fn withdraw_own(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = required_session(visit).await?;
    let named: Option<Uuid> = parameters.get("application").and_then(|text| text.parse().ok());
    if let Some(client) = named {
        let by_holder = |event| Event { agent: Some(own.account), ..event };
        withdraw(&visit.login, &visit.context, (own.account, client), by_holder).await?;
    }
    pages::redirect("/login/applications")
}

/// `DELETE /login/comptes/{id}/applications/{client}`: the fund takes back what a person consented to.
pub(crate) async fn withdraw_consent(
    State(login): State<Arc<Login>>,
    Caller(principal): Caller,
    context: Context,
    Path((id, client)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    login.authorise(&context, &principal, "withdrawConsent")?;
    let withdrawn = withdraw(&login, &context, (id, client), |event| event.by(&principal)).await;
    if withdrawn.map_err(|fault| fault.problem(&context))? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::new(problems::CONSENT_UNKNOWN))
    }
}

/// Withdraws a consent; false when there is none.
async fn withdraw(
    login: &Login,
    context: &Context,
    (compte, client): (Uuid, Uuid),
    by: impl FnOnce(Event) -> Event,
) -> Result<bool, Fault> {
    let mut transaction = login.database.begin().await?;
    if !consents::withdraw_consent(&mut transaction, compte, client).await? {
        transaction.rollback().await?;
        return Ok(false);
    }
    let kind = Kind::ConsentWithdrawn { client, compte };
    login.conclude(context, transaction, |id| by(Event::done(id, kind))).await?;
    Ok(true)
}
