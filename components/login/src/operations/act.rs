use std::sync::Arc;

use access::Principal;
use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use journal::{Event, Kind, owe};
use platform::{SqlError, Transaction};
use policies::Attribute;
use uuid::Uuid;
use web::{Caller, Context, Problem, kinds};

use crate::{
    Login,
    fault::{Denial, Fault},
    store::{clients, sessions},
};

/// What `WWW-Authenticate` says of a token whose session has ended (RFC 6750 §3.1).
const OVER: &str = r#"DPoP error="invalid_token", algs="EdDSA ES256", Bearer error="invalid_token""#;

/// An act that somebody asks for with an access token.
pub(crate) struct Act {
    pub(crate) login: Arc<Login>,
    pub(crate) principal: Principal,
    pub(crate) context: Context,
}

impl Act {
    pub(crate) fn now(&self) -> Timestamp {
        self.context.now
    }

    pub(crate) fn new_id(&self) -> Uuid {
        platform::new_uuid(self.context.now, &*self.login.platform.random)
    }

    /// Whether the caller may do `action`.
    pub(crate) fn authorise(&self, action: &str) -> Result<(), Problem> {
        self.login.authorise(&self.context, &self.principal, action)
    }

    /// The same for what is, or is not, the caller's own: what they proposed, or what is about them.
    pub(crate) fn authorise_request(&self, action: &str, is_own: bool) -> Result<(), Problem> {
        self.authorise_about(action, is_own, &[])
    }

    /// The same, on what is said of the request besides.
    pub(crate) fn authorise_about(
        &self,
        action: &str,
        is_own: bool,
        besides: &[(&str, Attribute)],
    ) -> Result<(), Problem> {
        let said = [besides, &[("is_own_request", is_own.into())]].concat();
        self.login.authorise_where(&self.context, &self.principal, action, &said).map_err(|problem| {
            let is_alone = is_own && problem.kind() == kinds::FORBIDDEN;
            if is_alone { Problem::new(web::kinds::SECOND_PERSON) } else { problem }
        })
    }

    /// Records that it is done, by whom and through what.
    pub(crate) async fn record(&self, kind: Kind) -> Result<(), Fault> {
        self.login.record(&self.context, |id| Event::done(id, kind).by(&self.principal)).await
    }

    /// Does what the journal is told of first. When it is not done after all, the journal is told that too, or owed it.
    pub(crate) async fn perform<T>(
        &self,
        kinds: &[Kind],
        doing: impl Future<Output = Result<T, Denial>>,
    ) -> Result<T, Denial> {
        let mut told = 0;
        let done = async {
            for kind in kinds {
                self.record(kind.clone()).await?;
                told += 1;
            }
            doing.await
        };
        let done = done.await;
        if done.is_err() && told > 0 {
            // The journal may have received the one to which it gave no answer.
            self.take_back(kinds.iter().take(told + 1)).await?;
        }
        done
    }

    async fn take_back(&self, kinds: impl Iterator<Item = &Kind>) -> Result<(), Fault> {
        let mut transaction = self.login.database.begin().await?;
        for kind in kinds {
            let refused = Event::refused(self.new_id(), kind.clone()).by(&self.principal);
            owe(&mut transaction, &refused, self.now()).await?;
        }
        transaction.commit().await?;
        self.login.settle(&self.context).await;
        Ok(())
    }

    /// Begins the transaction of an act that waited for the journal: who asked for it may still act, which a role taken away
    /// ends with the session.
    pub(crate) async fn begin(&self) -> Result<Transaction, Denial> {
        let mut transaction = self.login.database.begin().await?;
        let now = self.login.platform.clock.now();
        if self.is_heard(&mut transaction, now).await? {
            Ok(transaction)
        } else {
            Err(Problem::new(kinds::UNAUTHENTICATED).with_challenge(OVER.to_owned()).into())
        }
    }

    /// Whether the session lives and its application may act in it or, without one, the application is registered.
    async fn is_heard(&self, transaction: &mut Transaction, now: Timestamp) -> Result<bool, SqlError> {
        let Ok(client) = self.principal.client.parse() else { return Ok(false) };
        match self.principal.session {
            Some(session) => sessions::lives_through(transaction, client, session, now).await,
            None => clients::is_registered(transaction, client).await,
        }
    }

    /// Commits what ends, which holds at once; the journal is told later when it does not answer.
    pub(crate) async fn conclude(&self, transaction: Transaction, kind: Kind) -> Result<(), Fault> {
        self.login.conclude(&self.context, transaction, |id| Event::done(id, kind).by(&self.principal)).await
    }

    /// Its answer: a fault is logged here, once.
    pub(crate) fn answer<T>(&self, result: Result<T, Denial>) -> Result<T, Problem> {
        result.map_err(|denial| denial.problem(&self.context))
    }
}

impl FromRequestParts<Arc<Login>> for Act {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, login: &Arc<Login>) -> Result<Self, Problem> {
        let context = Context::from_request_parts(parts, login).await?;
        let Caller(principal) = Caller::from_request_parts(parts, login).await?;
        Ok(Self { login: login.clone(), principal, context })
    }
}
