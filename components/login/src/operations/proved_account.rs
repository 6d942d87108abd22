use super::{asked, resume_authorization::lead_on};
use crate::{
    domain::{account::Account, opaque, pending_request::Asked},
    fault::{Fault, Halt},
    pages::Visit,
    store::{
        accounts,
        sign_ins::{self, SignIn},
    },
};

/// Where a password is renewed that opens nothing else any more, or soon will not.
const RENEWAL: &str = "/login/renouvellement";

/// A sign-in under way, whose password was proved in this browser.
pub(super) struct ProvedAccount {
    pub(super) account: Account,
    /// Which second factor was proved after it.
    pub(super) factor: Option<String>,
    pub(super) browser_hash: [u8; 32],
    /// What it is for, as its page says.
    pub(super) asked: Asked,
}

/// The sign-in of this browser, and the hash under which it is known.
pub(super) async fn sign_in_of(visit: &Visit) -> Result<Option<([u8; 32], SignIn)>, Fault> {
    let Some(browser_hash) = visit.browser().sign_in.map(opaque::hash) else { return Ok(None) };
    let found = sign_ins::find_sign_in(&visit.login.database, browser_hash, visit.now()).await?;
    Ok(found.map(|sign_in| (browser_hash, sign_in)))
}

impl ProvedAccount {
    /// The sign-in of this browser; without one, the person is led on with what they ask for.
    pub(super) async fn of(visit: &Visit, asked: Asked) -> Result<Self, Halt> {
        if let Some((browser_hash, SignIn { account, factor })) = sign_in_of(visit).await?
            && let Some(account) = accounts::find_account(&visit.login.database, account).await?
        {
            return Ok(Self { account, factor, browser_hash, asked });
        }
        Err(lead_on(visit, &asked).await?.into())
    }

    /// The same, whose password opens more than its own renewal.
    pub(super) async fn twice(visit: &Visit, asked: Asked) -> Result<(Self, String), Halt> {
        let (proved, factor) = Self::both(visit, asked).await?;
        if proved.account.must_renew(visit.now()) {
            return Err(asked::lead(visit, &proved.asked, RENEWAL)?.into());
        }
        Ok((proved, factor))
    }

    /// The sign-in whose both factors are proved, and the second of them.
    pub(super) async fn both(visit: &Visit, asked: Asked) -> Result<(Self, String), Halt> {
        let proved = Self::of(visit, asked).await?;
        match proved.factor.clone() {
            Some(factor) => Ok((proved, factor)),
            None => Err(asked::lead(visit, &proved.asked, "/login/facteur")?.into()),
        }
    }

    /// Where a sign-in goes on once both factors are proved, when it did not open a session.
    pub(super) fn next_page(&self) -> &'static str {
        if self.account.password_expires_at.is_some() { RENEWAL } else { "/login/habilitation" }
    }
}
