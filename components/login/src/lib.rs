//! Accounts, second factors, sessions, client applications: an OAuth 2.1 and OpenID Connect authorization server, and
//! the only component that sees a password.

mod configuration;
mod contract;
mod domain;
mod fault;
mod issuer;
mod oauth_error;
mod operations;
mod pages;
mod parameters;
pub mod problems;
mod routes;
mod store;
mod tokens;

use std::sync::{Arc, OnceLock};

use access::Principal;
use journal::{Event, Journal, owe};
use platform::{Database, Platform, Transaction, log_fault};
use policies::{Attribute, Authority, PolicyError, Resource};
use web::{Context, Problem, TokenAuthenticator, kinds};

pub use contract::contract;
pub use routes::routes;

use configuration::Configuration;
use fault::Fault;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    let login = Arc::new(Login::new(&platform));
    let authenticator = TokenAuthenticator::asking(&platform, login.clone());
    web::App::new(routes(), login, platform).authenticated_by(Arc::new(authenticator))
}

/// What the operations share: one per instance.
pub struct Login {
    platform: Platform,
    database: Database,
    configuration: OnceLock<Configuration>,
    authority: OnceLock<Result<Authority, PolicyError>>,
}

impl Login {
    /// The component on this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self {
            platform: platform.clone(),
            database: store::database(platform),
            configuration: OnceLock::new(),
            authority: OnceLock::new(),
        }
    }

    /// The settings. They are read, and the seed sown, when the instance first needs them: whatever looks for an account
    /// or a client comes here first.
    async fn configuration(&self, context: &Context) -> Result<&Configuration, Fault> {
        if let Some(known) = self.configuration.get() {
            return Ok(known);
        }
        let read = Configuration::read(&self.platform).await?;
        read.seed.sow(&self.database, context.now).await?;
        Ok(self.configuration.get_or_init(|| read))
    }

    /// Whether `principal` may do `action`: the policies decide. They are loaded at the first act that asks, so that an
    /// instance which signs people in, or answers whether a session lives, does without.
    fn authorise(&self, context: &Context, principal: &Principal, action: &str) -> Result<(), Problem> {
        self.authorise_where(context, principal, action, &[])
    }

    /// The same, on what is said of the request besides.
    fn authorise_where(
        &self,
        context: &Context,
        principal: &Principal,
        action: &str,
        said: &[(&str, Attribute)],
    ) -> Result<(), Problem> {
        let authority = match self.authority.get_or_init(Authority::load) {
            Ok(authority) => authority,
            Err(error) => return Err(Problem::fault(context, "policies", error)),
        };
        let decision = authority.decide(principal, action, &Resource::fund(), said);
        if decision.is_allowed() { Ok(()) } else { Err(Problem::new(kinds::FORBIDDEN)) }
    }

    /// Records what happened, durably. What it tells of must not happen when this fails.
    async fn record(&self, context: &Context, event: impl FnOnce(uuid::Uuid) -> Event) -> Result<(), Fault> {
        let journal = Journal::new(&self.platform, context);
        journal.record(event(journal.new_id())).await?;
        self.settle(context).await;
        Ok(())
    }

    /// Commits what ends a right, and the debt of its event: the end holds whatever the journal does, which is told now or
    /// with a later act.
    async fn conclude(
        &self,
        context: &Context,
        mut transaction: Transaction,
        event: impl FnOnce(uuid::Uuid) -> Event,
    ) -> Result<(), Fault> {
        let event = event(Journal::new(&self.platform, context).new_id());
        owe(&mut transaction, &event, context.now).await?;
        transaction.commit().await?;
        self.settle(context).await;
        Ok(())
    }

    /// Tells the journal what it is owed. A fault leaves it for later.
    async fn settle(&self, context: &Context) {
        if let Err(error) = Journal::new(&self.platform, context).settle(&self.database).await {
            log_fault(&context.request_id.to_string(), "owed-events", &error);
        }
    }
}

#[cfg(target_family = "wasm")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
    static APP: std::sync::OnceLock<web::App> = std::sync::OnceLock::new();
    APP.get_or_init(|| app(Platform::spin().with_calls().with_variables().with_databases()))
        .handle(request)
        .await
}
