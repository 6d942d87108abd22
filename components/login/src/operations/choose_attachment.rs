use axum::response::Response;
use http::StatusCode;
use uuid::Uuid;

use super::{asked, proved_account::ProvedAccount};
use crate::{
    pages::{Answer, AttachmentsPage, Visit},
    parameters::Parameters,
    store::{attachments, factors::Proof},
};

const NONE_CHOSEN: &str = "Choisissez une habilitation dans la liste.";

/// `GET /login/habilitation`: what the person may act under, once both factors are proved.
pub(crate) async fn show_attachments(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let (proved, _) = ProvedAccount::twice(visit, asked::of_page(visit).await?).await?;
    page(visit, &proved, StatusCode::OK, "").await
}

/// `POST /login/habilitation`: opens the session under the one chosen.
pub(crate) async fn choose_attachment(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(choose(&visit, &parameters).await)
}

async fn choose(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let asked = asked::of_form(visit, parameters).await?;
    let (proved, factor) = ProvedAccount::twice(visit, asked).await?;
    let named: Option<Uuid> = parameters.get("rattachement").and_then(|text| text.parse().ok());
    let own = attachments::list_attachments(&visit.login.database, proved.account.id).await?;
    let Some(chosen) = own.iter().find(|attachment| Some(attachment.id) == named) else {
        return page(visit, &proved, StatusCode::UNPROCESSABLE_ENTITY, NONE_CHOSEN).await;
    };
    let opened = proved.open(visit, chosen, &Proof::Earlier(&factor)).await?;
    proved.lead_back(visit, &opened).await
}

async fn page(visit: &Visit, proved: &ProvedAccount, status: StatusCode, error: &str) -> Answer {
    let own = attachments::list_attachments(&visit.login.database, proved.account.id).await?;
    AttachmentsPage::of(&own, &proved.asked, error).respond(status)
}
