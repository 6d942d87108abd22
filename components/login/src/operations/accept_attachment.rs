use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};

use super::{
    asked,
    proved_account::ProvedAccount,
    tries::{refuse, take_try},
};
use crate::{
    domain::{attachment::Attachment, opaque::readable_hash, throttle::Subject},
    fault::Fault,
    pages::{AcceptancePage, Answer, Visit},
    parameters::Parameters,
    store::acceptances,
};

const WRONG: &str = "Code d'activation incorrect, déjà utilisé ou expiré.";

/// `GET /login/rattachement`: the form of a further activation secret, once both factors are proved.
pub(crate) async fn show_acceptance(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let (proved, _) = ProvedAccount::twice(visit, asked::of_page(visit).await?).await?;
    AcceptancePage { error: "", asked: &proved.asked }.respond(StatusCode::OK)
}

/// `POST /login/rattachement`: accepts the attachment whose activation secret it uses up, which joins those from which
/// the person chooses.
pub(crate) async fn accept_attachment(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(accept(&visit, &parameters).await)
}

async fn accept(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let asked = asked::of_form(visit, parameters).await?;
    let (proved, _) = ProvedAccount::twice(visit, asked).await?;
    let secret = readable_hash(parameters.get("code").unwrap_or_default());
    let (database, identifier) = (&visit.login.database, &proved.account.identifier);
    let awaited = acceptances::find_awaited(database, identifier, secret, visit.now()).await?;
    let Some(attachment) = awaited else {
        let subjects = [Subject::Acceptance(proved.account.id)];
        take_try(visit, &subjects, Some(&proved.account)).await?;
        refuse(visit, &subjects, Some(&proved.account), word!("rattachement")).await?;
        return AcceptancePage { error: WRONG, asked: &proved.asked }.respond(StatusCode::FORBIDDEN);
    };
    if !use_secret(visit, &attachment, secret, &proved).await? {
        return AcceptancePage { error: WRONG, asked: &proved.asked }.respond(StatusCode::FORBIDDEN);
    }
    asked::lead(visit, &proved.asked, "/login/habilitation")
}

/// Accepts the attachment, once the journal has it; false when another request was first.
async fn use_secret(
    visit: &Visit,
    attachment: &Attachment,
    secret: [u8; 32],
    proved: &ProvedAccount,
) -> Result<bool, Fault> {
    let login = &visit.login;
    let kind = || Kind::AttachmentAccepted { compte: attachment.account };
    let client = proved.asked.client();
    let done = |id| Event { client, ..attachment.by_holder(Event::done(id, kind())) };
    login.record(&visit.context, done).await?;
    let (database, browser) = (&login.database, proved.browser_hash);
    let is_used = acceptances::accept_further(database, attachment.id, secret, browser, visit.now()).await?;
    if !is_used {
        let refused = |id| Event { client, ..attachment.by_holder(Event::refused(id, kind())) };
        login.record(&visit.context, refused).await?;
    }
    Ok(is_used)
}
