//! What has ended is detached from its holder's account, so that nobody is offered to act under it and an account under
//! which nothing is left is closed. The right has ended whatever `login` says: a fault here is only logged, and the next
//! deadline pass tries again.

use platform::{SqlError, log_fault};
use uuid::Uuid;
use web::{CallError, Context};

use crate::{Conventions, ports, store::attached};

/// Detaches habilitations and mandates, each after its account; tells whether all of them are.
pub(crate) async fn detach(conventions: &Conventions, context: &Context, opened: &[(Uuid, Uuid)]) -> bool {
    let mut all = true;
    for one in opened {
        all &= close(conventions, context, *one).await.is_ok();
    }
    all
}

/// Detaches an habilitation or a mandate, when an account was opened for it.
pub(crate) async fn detach_one(conventions: &Conventions, context: &Context, id: Uuid) {
    match attached::find_account(&conventions.database, id).await {
        Ok(Some(account)) => _ = detach(conventions, context, &[(account, id)]).await,
        Ok(None) => {}
        Err(error) => log_fault(&context.request_id.to_string(), "store", &error),
    }
}

/// Detaches some of what ended and is not detached: what a date ended, and what `login` did not answer for. Stops at the
/// first silence. Tells how many are.
pub(crate) async fn detach_ended(conventions: &Conventions, context: &Context) -> Result<usize, SqlError> {
    let mut detached = 0;
    for one in attached::list_ended(&conventions.database).await? {
        match close(conventions, context, one).await {
            Ok(()) => detached += 1,
            Err(CallError::Refused { status, .. }) if status.is_client_error() => {}
            Err(_) => break,
        }
    }
    Ok(detached)
}

async fn close(conventions: &Conventions, context: &Context, one: (Uuid, Uuid)) -> Result<(), CallError> {
    let request_id = context.request_id.to_string();
    let closed = ports::close_account(&conventions.platform, context, one).await;
    closed.inspect_err(|error| log_fault(&request_id, "login", error))?;
    let marked = attached::mark_detached(&conventions.database, one, context.now).await;
    marked.unwrap_or_else(|error| log_fault(&request_id, "store", &error));
    Ok(())
}
