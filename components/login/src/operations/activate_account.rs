use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};
use uuid::Uuid;

use super::{
    asked,
    hashing::hash,
    sign_in::{begin_sign_in, identifier},
    tries::{activation_subjects, give_back, refuse, take_try},
};
use crate::{
    domain::{account::Account, attachment::Attachment, opaque::readable_hash, password},
    fault::{Fault, Halt},
    pages::{ActivationPage, Answer, Visit},
    parameters::Parameters,
    store::{acceptances, accounts},
};

const WRONG: &str = "Identifiant ou code d'activation incorrect, déjà utilisé ou expiré. Si vous avez déjà un compte, connectez-vous d'abord.";
const DIFFERENT: &str = "Les deux mots de passe ne sont pas les mêmes.";

/// `GET /login/activation`: the form of the first connection.
pub(crate) async fn show_activation(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let asked = asked::of_entry(visit).await?;
    ActivationPage { error: "", asked: &asked }.respond(StatusCode::OK)
}

/// `POST /login/activation`: sets the password of an account that has none, and accepts the attachment whose activation
/// secret it uses up, and no other. The second factor comes next, before anything else. To a stranger, an account that
/// is active is like one that is not there.
pub(crate) async fn activate_account(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(activate(&visit, &parameters).await)
}

async fn activate(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let asked = &asked::of_form(visit, parameters).await?;
    let identifier = identifier(parameters);
    let subjects = activation_subjects(visit).await?;
    take_try(visit, &subjects, None).await?;
    let secret = readable_hash(parameters.get("code").unwrap_or_default());
    let Some((account, attachment)) = find_awaiting(visit, &identifier, secret).await? else {
        refuse(visit, &subjects, None, word!("activation")).await?;
        return ActivationPage { error: WRONG, asked }.respond(StatusCode::FORBIDDEN);
    };
    give_back(visit, &subjects).await?;
    let chosen = match chosen_password(&account, parameters) {
        Ok(chosen) => chosen,
        Err(error) => {
            return ActivationPage { error: &error, asked }.respond(StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let client = asked.client();
    let Some(password_hash) = set_password(visit, client, &attachment, (secret, chosen)).await? else {
        return ActivationPage { error: WRONG, asked }.respond(StatusCode::FORBIDDEN);
    };
    let answer = asked::lead(visit, asked, "/login/enrolement")?;
    begin_sign_in(visit, (account.id, &password_hash), answer).await
}

/// The account that waits for its first connection, and the attachment whose secret this is.
async fn find_awaiting(
    visit: &Visit,
    identifier: &str,
    secret: [u8; 32],
) -> Result<Option<(Account, Attachment)>, Fault> {
    let (database, now) = (&visit.login.database, visit.now());
    let Some(attachment) = acceptances::find_awaited(database, identifier, secret, now).await? else {
        return Ok(None);
    };
    let account = accounts::find_account(database, attachment.account).await?;
    Ok(account.filter(|account| !account.is_active()).map(|account| (account, attachment)))
}

fn chosen_password<'a>(account: &Account, parameters: &'a Parameters) -> Result<&'a str, String> {
    let chosen = parameters.get("mot_de_passe").unwrap_or_default();
    password::check(chosen, account).map_err(|refusal| refusal.to_string())?;
    if parameters.get("confirmation") == Some(chosen) { Ok(chosen) } else { Err(DIFFERENT.to_owned()) }
}

/// Sets the password, and gives its hash; none when another request was first.
async fn set_password(
    visit: &Visit,
    client: Option<Uuid>,
    attachment: &Attachment,
    (secret, chosen): ([u8; 32], &str),
) -> Result<Option<String>, Halt> {
    let login = &visit.login;
    let hash = hash(visit, chosen).await?;
    let kind = || Kind::AccountActivated { compte: attachment.account };
    let done = |id| Event { client, ..attachment.by_holder(Event::done(id, kind())) };
    login.record(&visit.context, done).await?;
    let (database, now) = (&login.database, visit.now());
    let is_set = acceptances::accept_first(database, attachment, (secret, &hash), now).await?;
    if !is_set {
        let refused = |id| Event { client, ..attachment.by_holder(Event::refused(id, kind())) };
        login.record(&visit.context, refused).await?;
    }
    Ok(is_set.then_some(hash))
}
