//! Tries that may fail: counted before they are judged, slowed down, told to the journal.

use journal::{Event, Kind, Word, word};
use web::client_address;

use super::refusals;
use crate::{
    domain::{account::Account, throttle::Subject},
    fault::{Fault, Halt},
    pages::{self, Visit},
    store::throttles,
};

/// What is slowed down by a failure to sign in as `identifier`.
pub(super) async fn subjects(visit: &Visit, identifier: &str) -> Result<Vec<Subject>, Fault> {
    let proxy_header = visit.login.configuration(&visit.context).await?.proxy_header.as_deref();
    let address = client_address(&visit.headers, proxy_header)?.map(Subject::Address);
    Ok([Some(Subject::Identifier(identifier.to_owned())), address].into_iter().flatten().collect())
}

/// Counts a try, or stops it when one of its subjects is to wait.
pub(super) async fn take_try(
    visit: &Visit,
    subjects: &[Subject],
    account: Option<&Account>,
) -> Result<(), Halt> {
    match throttles::take_try(&visit.login.database, subjects, visit.now()).await? {
        None => Ok(()),
        Some((subject, until)) => {
            let agent = account.map(|account| account.id);
            let asked = (&*visit.login, &visit.context);
            let of = |event| Event { agent, ..event };
            refusals::tell(asked, &subject.name(), word!("trop_d_essais"), of).await?;
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
            Subject::Identifier(_) | Subject::Factor(_) | Subject::Acceptance(_) => {
                throttles::forget(database, subject).await?;
            }
        }
    }
    Ok(())
}

/// Takes back a try that was not judged.
pub(super) async fn give_back(visit: &Visit, subjects: &[Subject]) -> Result<(), Fault> {
    for subject in subjects {
        throttles::give_back(&visit.login.database, subject).await?;
    }
    Ok(())
}

/// Records the refusal of a try that was judged. Their number is limited by the delays.
pub(super) async fn refuse(visit: &Visit, account: Option<&Account>, motif: Word) -> Result<(), Fault> {
    let agent = account.map(|account| account.id);
    let event = |id| Event { agent, ..Event::refused(id, Kind::SignInRefused { motif }) };
    visit.login.record(&visit.context, event).await
}
