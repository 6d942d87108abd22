use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};
use uuid::Uuid;

use super::{
    asked,
    change_password::hash_chosen,
    sign_in::{begin_sign_in, identifier},
    tries::{activation_subjects, refuse, take_try},
};
use crate::{
    domain::{account::Account, attachment::Attachment, opaque::readable_hash, password},
    fault::{Fault, Halt},
    pages::{ActivationPage, Answer, Complaint, Visit},
    parameters::Parameters,
    store::{acceptances, accounts, resets},
};

const WRONG: &str = "Identifiant ou code d'activation incorrect, déjà utilisé ou expiré. Si vous avez déjà un compte, connectez-vous d'abord. Si le code est perdu ou expiré, demandez un autre courrier à votre gestionnaire ou à la Caf.";
const DIFFERENT: &str = "Les deux mots de passe ne sont pas les mêmes.";

/// `GET /login/activation`: the form of the first connection.
pub(crate) async fn show_activation(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let asked = asked::of_entry(visit).await?;
    ActivationPage { error: &Complaint::default(), identifier: "", code: "", asked: &asked }
        .respond(StatusCode::OK)
}

/// `POST /login/activation`: sets the password of an account that has none, and accepts the attachment whose activation
/// secret it uses up, and no other; after a reset, whose secret alone does it, what was accepted stays so. The second
/// factor comes next, before anything else. To a stranger, an account that is active is like one that is not there.
pub(crate) async fn activate_account(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(activate(&visit, &parameters).await)
}

async fn activate(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let asked = &asked::of_form(visit, parameters).await?;
    let identifier = identifier(parameters);
    let code = parameters.get("code").unwrap_or_default();
    let page = |status, error: &Complaint| {
        ActivationPage { error, identifier: &identifier, code, asked }.respond(status)
    };
    let wrong = Complaint::about(&["identifiant", "code"], WRONG);
    let secret = readable_hash(code);
    let Some(awaiting) = find_awaiting(visit, &identifier, secret).await? else {
        let subjects = activation_subjects(visit).await?;
        take_try(visit, &subjects, None).await?;
        refuse(visit, &subjects, None, word!("activation")).await?;
        return page(StatusCode::FORBIDDEN, &wrong);
    };
    let chosen = match chosen_password(&awaiting.account, parameters) {
        Ok(chosen) => chosen,
        Err(error) => return page(StatusCode::UNPROCESSABLE_ENTITY, &error),
    };
    let client = asked.client();
    let Some(password_hash) = set_password(visit, client, &awaiting, (secret, chosen)).await? else {
        return page(StatusCode::FORBIDDEN, &wrong);
    };
    let answer = asked::lead(visit, asked, "/login/enrolement")?;
    begin_sign_in(visit, (awaiting.account.id, &password_hash), answer).await
}

/// An account that waits for its first connection, and the attachment whose secret opens it; none when it is that of a
/// reset.
struct Awaiting {
    account: Account,
    attachment: Option<Attachment>,
}

async fn find_awaiting(visit: &Visit, identifier: &str, secret: [u8; 32]) -> Result<Option<Awaiting>, Fault> {
    let (database, now) = (&visit.login.database, visit.now());
    let reset = resets::find_reset(database, identifier, secret, now).await?;
    let attachment = acceptances::find_awaited(database, identifier, secret, now).await?;
    let Some(id) = reset.or(attachment.as_ref().map(|attachment| attachment.account)) else {
        return Ok(None);
    };
    let attachment = attachment.filter(|_| reset.is_none());
    let found = accounts::find_account(database, id).await?;
    // What one organisation handed over opens nothing that others did: after a reset, an attachment waits.
    let found = found.filter(|account| reset.is_some() || !account.has_begun());
    Ok(found.map(|account| Awaiting { account, attachment }))
}

fn chosen_password<'a>(account: &Account, parameters: &'a Parameters) -> Result<&'a str, Complaint> {
    let chosen = parameters.get("mot_de_passe").unwrap_or_default();
    password::check(chosen, account)
        .map_err(|refusal| Complaint::about(&["mot_de_passe"], refusal.to_string()))?;
    let is_confirmed = parameters.get("confirmation") == Some(chosen);
    is_confirmed.then_some(chosen).ok_or_else(|| Complaint::about(&["confirmation"], DIFFERENT))
}

/// Sets the password, and gives its hash; none when another request was first.
async fn set_password(
    visit: &Visit,
    client: Option<Uuid>,
    Awaiting { account, attachment }: &Awaiting,
    (secret, chosen): ([u8; 32], &str),
) -> Result<Option<String>, Halt> {
    let login = &visit.login;
    let Some(hash) = hash_chosen(visit, account, None, chosen).await? else { return Ok(None) };
    let kind = || Kind::AccountActivated { compte: account.id };
    let by_holder = |event: Event| match attachment {
        Some(attachment) => Event { client, ..attachment.by_holder(event) },
        None => Event { client, agent: Some(account.id), ..event },
    };
    login.record(&visit.context, |id| by_holder(Event::done(id, kind()))).await?;
    let (database, now) = (&login.database, visit.now());
    let is_set = match attachment {
        Some(attachment) => acceptances::accept_first(database, attachment, (secret, &hash), now).await?,
        None => resets::start_over(database, account.id, (secret, &hash), now).await?,
    };
    if !is_set {
        login.record(&visit.context, |id| by_holder(Event::refused(id, kind()))).await?;
    }
    Ok(is_set.then_some(hash))
}
