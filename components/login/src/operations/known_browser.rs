//! Browsers in which a person signed in before: strangers who fail on purpose do not delay them.

use uuid::Uuid;

use crate::{
    domain::opaque::{self, Opaque},
    fault::Fault,
    pages::Visit,
    store::known_browsers,
};

/// The account of this identifier and this browser, when it knows it.
pub(super) async fn find(visit: &Visit, identifier: &str) -> Result<Option<(Uuid, [u8; 32])>, Fault> {
    let Some(hash) = visit.browser().known.map(opaque::hash) else { return Ok(None) };
    let (database, now) = (&visit.login.database, visit.now());
    let account = known_browsers::find_account(database, identifier, hash, now).await?;
    Ok(account.map(|account| (account, hash)))
}

/// This browser, when the account knows it.
pub(super) async fn find_of(visit: &Visit, account: Uuid) -> Result<Option<[u8; 32]>, Fault> {
    let Some(hash) = visit.browser().known.map(opaque::hash) else { return Ok(None) };
    let is_known = known_browsers::is_known(&visit.login.database, account, hash, visit.now()).await?;
    Ok(is_known.then_some(hash))
}

/// The secret that a browser keeps in which someone signs in: its own when it was given one here before, as colleagues may
/// share it.
pub(super) async fn secret_to_keep(visit: &Visit) -> Result<String, Fault> {
    let database = &visit.login.database;
    let own = match visit.browser().known {
        Some(secret) if known_browsers::is_given(database, opaque::hash(secret)).await? => Some(secret),
        _ => None,
    };
    let fresh = || Opaque::new(&*visit.login.platform.random).as_str().to_owned();
    Ok(own.map_or_else(fresh, ToOwned::to_owned))
}
