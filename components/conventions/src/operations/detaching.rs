//! What has ended is detached from its holder's account, so that nobody is offered to act under it. The right has ended
//! whatever `login` says: a fault here is only logged, and the departure of the person tries again.

use platform::log_fault;
use uuid::Uuid;
use web::Context;

use crate::{Conventions, ports, store::habilitations};

/// Detaches habilitations and mandates, each after its account; tells whether all of them are.
pub(crate) async fn detach(conventions: &Conventions, context: &Context, opened: &[(Uuid, Uuid)]) -> bool {
    let mut all = true;
    for one in opened {
        if let Err(error) = ports::close_account(&conventions.platform, context, *one).await {
            log_fault(&context.request_id.to_string(), "login", &error);
            all = false;
        }
    }
    all
}

/// Detaches an habilitation or a mandate, when an account was opened for it.
pub(crate) async fn detach_one(conventions: &Conventions, context: &Context, id: Uuid) {
    match habilitations::find_account(&conventions.database, id).await {
        Ok(Some(account)) => _ = detach(conventions, context, &[(account, id)]).await,
        Ok(None) => {}
        Err(error) => log_fault(&context.request_id.to_string(), "store", &error),
    }
}
