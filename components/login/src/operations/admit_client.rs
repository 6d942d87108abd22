//! What stands between a client and a code for whoever signed in: it is for them, and not a stranger to them.

use http::StatusCode;

use crate::{
    domain::{attachment::Attachment, authorization::AuthorizationRequest, client::Client},
    fault::Halt,
    pages::{Message, Visit},
    store::{attachments, clients, consents, sessions::Session},
};

/// Whether a client may have a code.
pub(super) enum Admission {
    Granted,
    /// It is a partner's, and the person has not said yet that it may act in their name, or is to say it again.
    Unasked(Client, Attachment),
    /// It is another organisation's, or for other roles.
    NotForThem(Client),
}

/// Whether the client of `request` may have a code for this session.
pub(super) async fn admission(
    visit: &Visit,
    session: &Session,
    request: &AuthorizationRequest,
) -> Result<Admission, Halt> {
    let (database, now) = (&visit.login.database, visit.now());
    let Some(client) = clients::find_client(database, request.client).await? else {
        return Err(Message::BROKEN_LINK.respond(StatusCode::BAD_REQUEST)?.into());
    };
    let attachment = attachments::find_attachment(database, session.attachment).await?;
    let Some(attachment) = attachment.filter(|attachment| client.roles_under(attachment).is_some()) else {
        return Ok(Admission::NotForThem(client));
    };
    if client.is_of_fund() {
        return Ok(Admission::Granted);
    }
    let consented = consents::find_consent(database, (session, client.id), now).await?;
    let is_remembered = consented.is_some_and(|scopes| request.scope.are_within(&scopes));
    let is_asked_again = request.prompts("consent");
    Ok(if is_remembered && !is_asked_again {
        Admission::Granted
    } else {
        Admission::Unasked(client, attachment)
    })
}
