//! A person signed in, on the pages where they change their own secrets.

use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};

use super::{
    hashing::verify,
    list_sessions::required_session,
    prove_factor::factor,
    tries::{factor_subjects, give_back, refuse, take_try},
};
use crate::{
    domain::account::Account,
    fault::{Fault, Halt},
    pages::{self, Answer, SecurityPage, Visit},
    parameters::Parameters,
    store::{
        accounts,
        own_secrets::{self, Proved},
        sessions::Session,
    },
};

pub(super) const WRONG: &str = "Mot de passe ou code incorrect, ou code déjà utilisé.";

/// A person, and the session in which they ask.
pub(super) struct OwnAccount {
    pub(super) session: Session,
    pub(super) account: Account,
}

impl OwnAccount {
    /// The person signed in; without a session, they are led to the first form.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Halt> {
        let session = required_session(visit).await?;
        let found = accounts::find_account(&visit.login.database, session.account).await?;
        let account = found.map_or_else(|| Err(Halt::from(pages::redirect("/login/connexion")?)), Ok)?;
        Ok(Self { session, account })
    }

    /// The session, and the secrets by which the person is judged.
    pub(super) fn proved(&self) -> Proved<'_> {
        Proved { session: &self.session, account: &self.account }
    }

    /// Whether the form proves the present password again.
    pub(super) async fn proves_password(&self, visit: &Visit, parameters: &Parameters) -> Result<bool, Halt> {
        self.judge(visit, parameters, false).await
    }

    /// Whether the form proves both present factors again.
    pub(super) async fn proves_both(&self, visit: &Visit, parameters: &Parameters) -> Result<bool, Halt> {
        self.judge(visit, parameters, true).await
    }

    /// A try like any other: counted before it is judged, with those of the second factor.
    async fn judge(&self, visit: &Visit, parameters: &Parameters, is_both: bool) -> Result<bool, Halt> {
        let subjects = factor_subjects(visit, &self.account).await?;
        take_try(visit, &subjects, Some(&self.account)).await?;
        let typed = |name| parameters.get(name).unwrap_or_default();
        let kept = self.account.password_hash.as_deref();
        let mut is_right = verify(visit, &subjects, typed("mot_de_passe"), kept).await?;
        if is_right && is_both {
            is_right = factor(visit, &self.account, typed("code")).await?.is_some();
        }
        if is_right {
            give_back(visit, &subjects).await?;
        } else {
            refuse(visit, &subjects, Some(&self.account), word!("preuve_renouvelee")).await?;
        }
        Ok(is_right)
    }

    /// Records what the person changes.
    pub(super) async fn record(&self, visit: &Visit, kind: Kind) -> Result<(), Fault> {
        let agent = Some(self.account.id);
        visit.login.record(&visit.context, |id| Event { agent, ..Event::done(id, kind) }).await
    }

    /// Records that what was just recorded was not done: the session or what was proved in it had ended meanwhile.
    pub(super) async fn record_lost(&self, visit: &Visit, kind: Kind) -> Result<(), Fault> {
        let agent = Some(self.account.id);
        visit.login.record(&visit.context, |id| Event { agent, ..Event::refused(id, kind) }).await
    }
}

/// `GET /login/securite`: a person sees what proves who they are, and since when.
pub(crate) async fn show_security(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    let own = OwnAccount::of(visit).await?;
    let dates = own_secrets::find_dates(&visit.login.database, own.account.id).await?;
    SecurityPage::of(dates.as_ref(), visit.now()).respond(StatusCode::OK)
}
