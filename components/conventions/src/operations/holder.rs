//! Who is to hold an habilitation or a mandate: asked of `login` before anything is written, so that a request which it
//! would refuse later leaves nothing; and never one of those who decide on it.

use uuid::Uuid;
use web::Context;

use crate::{Conventions, domain::Refusal, failure::Failure, ports, store::organisations::Person};

/// Refuses someone whose identifier is another person's, and whoever would decide on what they hold themself.
pub(crate) async fn check(
    conventions: &Conventions,
    context: &Context,
    (identifier, family_name, given_names): (&str, &str, &str),
    deciding: Option<Uuid>,
) -> Result<(), Failure> {
    let asked = (&conventions.platform, context);
    let found = ports::check_holder(asked, (identifier, family_name, given_names)).await;
    let found = found.map_err(Failure::Login)?;
    if !found.est_disponible {
        return Err(Refusal::AccountInUse.into());
    }
    if deciding.is_some() && found.compte == deciding { Err(Refusal::OwnRequest.into()) } else { Ok(()) }
}

/// As [`check`], for someone who is known.
pub(crate) async fn check_person(
    conventions: &Conventions,
    context: &Context,
    person: &Person,
    deciding: Option<Uuid>,
) -> Result<(), Failure> {
    check(conventions, context, (&person.email, &person.nom, &person.prenoms), deciding).await
}
