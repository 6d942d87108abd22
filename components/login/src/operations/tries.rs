//! Tries that may fail: counted before they are judged, slowed down, told to the journal.

use journal::{Event, Kind, Word};
use web::client_address;

use crate::{
    domain::{account::Account, throttle::Subject},
    fault::{Fault, Halt},
    pages::{self, Visit},
    store::throttles,
};

/// What is slowed down by a failure to sign in as `identifier`.
pub(super) async fn subjects(visit: &Visit, identifier: &str) -> Result<Vec<Subject>, Fault> {
    let proxy_header = visit.login.configuration(&visit.context).await?.proxy_header.as_deref();
    let address = client_address(&visit.headers, proxy_header).map(Subject::Address);
    Ok([Some(Subject::Identifier(identifier.to_owned())), address].into_iter().flatten().collect())
}

/// Counts a try, or stops it when one of its subjects is to wait.
pub(super) async fn take_try(
    visit: &Visit,
    subjects: &[Subject],
    account: Option<&Account>,
) -> Result<(), Halt> {
    match throttles::take_try(&visit.login.database, subjects, visit.context.now).await? {
        None => Ok(()),
        Some(until) => {
            refuse(visit, account, "trop_d_essais").await?;
            Err(pages::too_many_tries(&visit.context, until)?.into())
        }
    }
}

/// After a success: the failures of a subject are forgotten, an address, which others share, gets its try back.
pub(super) async fn forget(visit: &Visit, subjects: &[Subject]) -> Result<(), Fault> {
    let database = &visit.login.database;
    for subject in subjects {
        match subject {
            Subject::Address(_) => throttles::give_back(database, subject).await?,
            Subject::Identifier(_) | Subject::Factor(_) => throttles::forget(database, subject).await?,
        }
    }
    Ok(())
}

/// Records a refusal.
pub(super) async fn refuse(visit: &Visit, account: Option<&Account>, motif: &str) -> Result<(), Fault> {
    let motif = Word::parse(motif)?;
    let agent = account.map(|account| account.id);
    let event = |id| Event { agent, ..Event::refused(id, Kind::SignInRefused { motif }) };
    visit.login.record(&visit.context, event).await
}
