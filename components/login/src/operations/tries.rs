//! Tries that may fail: counted before they are judged, slowed down, told to the journal.

use journal::{Event, Word, word};
use web::client_address;

use super::{known_browser, refusals};
use crate::{
    domain::{
        account::Account,
        network::Network,
        throttle::{Subject, buckets},
    },
    fault::{Fault, Halt},
    pages::{self, Visit},
    store::throttles,
};

/// What a wrong password for this identifier is counted for: in a browser known to its account, that browser alone.
pub(super) async fn subjects(visit: &Visit, identifier: &str) -> Result<Vec<Subject>, Fault> {
    if let Some((account, browser)) = known_browser::find(visit, identifier).await? {
        return Ok(vec![Subject::PasswordIn(account, browser)]);
    }
    let networks = networks(visit).await?;
    let from = |network: &Network| Subject::IdentifierFrom(identifier.to_owned(), *network);
    let world = [Subject::Identifier(identifier.to_owned())].into_iter();
    let from_each = networks.iter().map(from);
    Ok(world.chain(from_each).chain(networks.iter().copied().map(Subject::Network)).collect())
}

/// What a wrong activation secret is counted for, once it is found wrong. Nobody guesses 120 random bits: whatever was
/// counted, no stranger delays who has the right one.
pub(super) async fn activation_subjects(visit: &Visit) -> Result<Vec<Subject>, Fault> {
    Ok(networks(visit).await?.into_iter().map(Subject::Network).collect())
}

/// What a wrong second factor of this account is counted for: who stole its password delays no browser known to it.
pub(super) async fn factor_subjects(visit: &Visit, account: &Account) -> Result<Vec<Subject>, Fault> {
    Ok(vec![match known_browser::find_of(visit, account.id).await? {
        Some(browser) => Subject::FactorIn(account.id, browser),
        None => Subject::of_factor(account.id, account.totp.as_ref().map_or(&[], |totp| &totp.sealed)),
    }])
}

async fn networks(visit: &Visit) -> Result<Vec<Network>, Fault> {
    let proxy_header = visit.login.configuration(&visit.context).await?.proxy_header.as_deref();
    Ok(Network::around(client_address(&visit.headers, proxy_header)?))
}

/// Counts a try, or stops it when one of its subjects is to wait.
pub(super) async fn take_try(
    visit: &Visit,
    subjects: &[Subject],
    account: Option<&Account>,
) -> Result<(), Halt> {
    let buckets = buckets(subjects, &visit.login.configuration(&visit.context).await?.factor_keys)?;
    match throttles::take_try(&visit.login.database, &buckets, visit.now()).await? {
        None => Ok(()),
        Some((subject, until)) => {
            tell(visit, subject, account, word!("trop_d_essais")).await?;
            Err(pages::too_many_tries(&visit.context, until)?.into())
        }
    }
}

/// Takes back a try that succeeded or was not judged.
pub(super) async fn give_back(visit: &Visit, subjects: &[Subject]) -> Result<(), Fault> {
    let buckets = buckets(subjects, &visit.login.configuration(&visit.context).await?.factor_keys)?;
    Ok(throttles::give_back(&visit.login.database, &buckets).await?)
}

/// Tells the journal of a try that was judged and failed.
pub(super) async fn refuse(
    visit: &Visit,
    subjects: &[Subject],
    account: Option<&Account>,
    motif: Word,
) -> Result<(), Fault> {
    match subjects.first() {
        Some(subject) => tell(visit, subject, account, motif).await,
        None => Ok(()),
    }
}

/// Counted by subject and not by account: how long it takes must not tell which accounts exist.
async fn tell(visit: &Visit, subject: &Subject, account: Option<&Account>, motif: Word) -> Result<(), Fault> {
    let agent = account.map(|account| account.id);
    let of = |event| Event { agent, ..event };
    refusals::tell_of_stranger((&*visit.login, &visit.context), &subject.name(), motif, of).await
}
