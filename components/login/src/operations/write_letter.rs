use uuid::Uuid;
use web::Context;

use crate::{
    Login,
    configuration::ACTIVATION_LIFE,
    domain::{
        account::Account,
        attachment::Activation,
        letter::{Content, Letter},
        opaque::{readable_code, readable_hash},
        session::later,
    },
    fault::Fault,
};

/// What a letter is about: what its secret is for, the organisation, and words for its holder.
pub(super) struct About {
    pub(super) subject: Uuid,
    pub(super) organisation: Option<Uuid>,
    pub(super) objet: String,
}

/// A new secret, and the letter that brings it to the holder of an account.
pub(super) async fn write_letter(
    login: &Login,
    context: &Context,
    account: &Account,
    about: About,
) -> Result<(Activation, Letter), Fault> {
    let random = &*login.platform.random;
    let secret = readable_code(random, 6);
    let activation =
        Activation { hash: readable_hash(&secret), expires_at: later(context.now, ACTIVATION_LIFE) };
    let content = Content {
        identifiant: account.identifier.clone(),
        nom: account.last_name.clone(),
        prenoms: account.first_names.clone(),
        organisation: about.organisation,
        objet: about.objet,
        secret,
    };
    let id = platform::new_uuid(context.now, random);
    let letter = Letter {
        id,
        subject: about.subject,
        account: account.id,
        sealed: content.seal(id, (&login.configuration(context).await?.factor_keys, random))?,
        posted_at: context.now,
        expires_at: activation.expires_at,
    };
    Ok((activation, letter))
}
