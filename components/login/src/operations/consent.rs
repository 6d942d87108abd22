use access::Scope;
use axum::response::Response;
use http::StatusCode;
use journal::{Event, InvalidWord, Kind, Word};

use super::{
    admit_client::{Admission, admission},
    asked,
    give_code::{deny, give_code, hand_code},
    list_sessions::own_session,
    resume_authorization::lead_on,
};
use crate::{
    domain::{
        attachment::Attachment,
        client::Client,
        pending_request::{Asked, PendingRequest},
    },
    fault::{Fault, Halt},
    pages::{Answer, ConsentPage, Visit},
    parameters::Parameters,
    store::{consents, sessions::Session},
};

const UNANSWERED: &str = "Autorisez l'application, ou refusez.";

/// `GET /login/accord`: asks whether an application that is not the fund's may act in the person's name.
pub(crate) async fn show_consent(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let asked = asked::of_entry(visit).await?;
    let (session, pending) = entitled(visit, &asked).await?;
    match admission(visit, &session, &pending.request).await? {
        Admission::Unasked(client, attachment) => {
            ConsentPage::of(&client, &attachment, &asked, "").respond(StatusCode::OK)
        }
        Admission::Granted | Admission::NotForThem(_) => give_code(visit, &session, pending).await,
    }
}

/// `POST /login/accord`: the person's answer, which is remembered until they take it back.
pub(crate) async fn give_consent(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(answer(&visit, &parameters).await)
}

async fn answer(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let asked = asked::of_form(visit, parameters).await?;
    let (session, pending) = entitled(visit, &asked).await?;
    let Admission::Unasked(client, attachment) = admission(visit, &session, &pending.request).await? else {
        return give_code(visit, &session, pending).await;
    };
    match parameters.get("reponse") {
        Some("autoriser") => {
            if !consent(visit, &client, &attachment, (&session, pending)).await? {
                return lead_on(visit, &asked).await;
            }
            hand_code(visit, &session, pending).await
        }
        Some("refuser") => {
            let kind = consent_given(&client, pending)?;
            record(visit, &client, &attachment, |id| Event::refused(id, kind)).await?;
            deny(visit, pending, "access_denied").await
        }
        _ => {
            let page = ConsentPage::of(&client, &attachment, &asked, UNANSWERED);
            page.respond(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The session and the request that the answer is about; whoever has none is led on.
async fn entitled<'a>(visit: &Visit, asked: &'a Asked) -> Result<(Session, &'a PendingRequest), Halt> {
    if let (Some(session), Asked::Pending(pending)) = (own_session(visit).await?, asked)
        && pending.trusts_sign_in(session.opened_at, visit.now())
    {
        return Ok((session, pending));
    }
    Err(lead_on(visit, asked).await?.into())
}

/// Remembers the consent, once the journal has it; false when the session or the client ended meanwhile.
async fn consent(
    visit: &Visit,
    client: &Client,
    attachment: &Attachment,
    (session, pending): (&Session, &PendingRequest),
) -> Result<bool, Fault> {
    let kind = consent_given(client, pending)?;
    record(visit, client, attachment, |id| Event::done(id, kind)).await?;
    let (database, now) = (&visit.login.database, visit.now());
    let is_given =
        consents::give_consent(database, (session, client.id), &pending.request.scope, now).await?;
    if !is_given {
        let kind = consent_given(client, pending)?;
        record(visit, client, attachment, |id| Event::refused(id, kind)).await?;
    }
    Ok(is_given)
}

fn consent_given(client: &Client, pending: &PendingRequest) -> Result<Kind, InvalidWord> {
    let portees = pending.request.scope.iter().map(|scope: Scope| Word::parse(scope.as_str()));
    Ok(Kind::ConsentGiven { client: client.id, portees: portees.collect::<Result<_, _>>()? })
}

async fn record(
    visit: &Visit,
    client: &Client,
    attachment: &Attachment,
    event: impl FnOnce(uuid::Uuid) -> Event,
) -> Result<(), Fault> {
    let client = Some(client.id);
    let event = |id| Event { client, ..attachment.by_holder(event(id)) };
    visit.login.record(&visit.context, event).await
}
