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

use journal::{Event, Journal};
use platform::{Database, Platform};
use web::{Context, TokenAuthenticator};

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
}

impl Login {
    /// The component on this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self {
            platform: platform.clone(),
            database: store::database(platform),
            configuration: OnceLock::new(),
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

    /// Records what happened, durably. What it tells of must not happen when this fails.
    async fn record(&self, context: &Context, event: impl FnOnce(uuid::Uuid) -> Event) -> Result<(), Fault> {
        let journal = Journal::new(&self.platform, context);
        journal.record(event(journal.new_id())).await?;
        Ok(())
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
