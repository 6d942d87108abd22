//! A person signed in, on the pages where they change their own secrets.

use axum::response::Response;
use http::StatusCode;
use journal::{Event, Kind, word};
use uuid::Uuid;

use super::{
    hashing::verify,
    list_sessions::required_session,
    prove_factor::second_factor,
    tries::{factor_subjects, give_back, refuse, take_try},
};
use crate::{
    domain::{account::Account, throttle::Subject},
    fault::{Fault, Halt},
    pages::{self, Answer, SecurityPage, Visit},
    parameters::Parameters,
    store::{
        accounts,
        factors::Proof,
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
        let (subjects, is_right) = self.judge_password(visit, parameters).await?;
        self.settle(visit, &subjects, is_right).await?;
        Ok(is_right)
    }

    /// The present second factor, when the form proves both again.
    pub(super) async fn prove_both(
        &self,
        visit: &Visit,
        parameters: &Parameters,
    ) -> Result<Option<Proof<'static>>, Halt> {
        let (subjects, is_right) = self.judge_password(visit, parameters).await?;
        let typed = parameters.get("code").filter(|_| is_right).unwrap_or_default();
        let proof = second_factor(visit, &self.account, typed).await?;
        self.settle(visit, &subjects, proof.is_some()).await?;
        Ok(proof)
    }

    /// A try like any other: counted before it is judged, with those of the second factor.
    async fn judge_password(
        &self,
        visit: &Visit,
        parameters: &Parameters,
    ) -> Result<(Vec<Subject>, bool), Halt> {
        let subjects = factor_subjects(visit, &self.account).await?;
        take_try(visit, &subjects, Some(&self.account)).await?;
        let typed = parameters.get("mot_de_passe").unwrap_or_default();
        let is_right = verify(visit, &subjects, typed, self.account.password_hash.as_deref()).await?;
        Ok((subjects, is_right))
    }

    async fn settle(&self, visit: &Visit, subjects: &[Subject], is_right: bool) -> Result<(), Fault> {
        if is_right {
            give_back(visit, subjects).await
        } else {
            refuse(visit, subjects, Some(&self.account), word!("preuve_renouvelee")).await
        }
    }

    /// What the journal is told of what the person changes.
    pub(super) fn event(&self, kind: Kind) -> Event {
        Event { agent: Some(self.account.id), ..Event::done(Uuid::nil(), kind) }
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
