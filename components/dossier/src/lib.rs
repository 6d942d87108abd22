//! Dossiers of beneficiaries and their consultation (CDAP).

mod calendar;
mod contract;
mod domain;
mod keys;
mod operations;
mod ports;
pub mod problems;
mod routes;
mod settings;
mod store;

use std::sync::{Arc, OnceLock};

use access::Principal;
use platform::{Database, Platform};
use policies::{Authority, Resource};
use web::{Authenticator, Context, Problem, TokenAuthenticator, kinds};

pub use contract::contract;
pub(crate) use keys::Keys;
pub use routes::routes;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    let authenticator = Arc::new(TokenAuthenticator::new(&platform));
    app_authenticated_by(platform, authenticator)
}

/// The component's HTTP side, with another way of telling who asks.
#[must_use]
pub fn app_authenticated_by(platform: Platform, authenticator: Arc<dyn Authenticator>) -> web::App {
    web::App::new(routes(), Arc::new(Dossier::new(&platform)), platform).authenticated_by(authenticator)
}

/// What the operations share: one per instance.
pub struct Dossier {
    platform: Platform,
    database: Database,
    counts: Database,
    keys: OnceLock<Arc<Keys>>,
    authority: OnceLock<Arc<Authority>>,
    proxy_header: OnceLock<Option<String>>,
    pace: OnceLock<u32>,
}

impl Dossier {
    /// The component on this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self {
            platform: platform.clone(),
            database: store::database(platform),
            counts: store::counts(platform),
            keys: OnceLock::new(),
            authority: OnceLock::new(),
            proxy_header: OnceLock::new(),
            pace: OnceLock::new(),
        }
    }

    /// The keys, read at the first need.
    async fn keys(&self, context: &Context) -> Result<Arc<Keys>, Problem> {
        if let Some(keys) = self.keys.get() {
            return Ok(keys.clone());
        }
        let read = Keys::read(&self.platform).await;
        let read = read.map_err(|error| Problem::fault(context, "dossier-keys", &error))?;
        Ok(self.keys.get_or_init(|| Arc::new(read)).clone())
    }

    /// The policies, parsed at the first need.
    fn authority(&self, context: &Context) -> Result<Arc<Authority>, Problem> {
        if let Some(authority) = self.authority.get() {
            return Ok(authority.clone());
        }
        let loaded = Authority::load().map_err(|error| Problem::fault(context, "policies", &error))?;
        Ok(self.authority.get_or_init(|| Arc::new(loaded)).clone())
    }

    /// The header in which a reverse proxy writes the client's address, read at the first need.
    async fn proxy_header(&self, context: &Context) -> Result<Option<&str>, Problem> {
        if let Some(known) = self.proxy_header.get() {
            return Ok(known.as_deref());
        }
        let read = web::proxy_header(&self.platform).await;
        let read = read.map_err(|error| Problem::fault(context, "proxy-header", &error))?;
        Ok(self.proxy_header.get_or_init(|| read).as_deref())
    }

    /// How many consultations an agent may ask for in a minute, read at the first need.
    async fn pace(&self, context: &Context) -> Result<u32, Problem> {
        if let Some(known) = self.pace.get() {
            return Ok(*known);
        }
        let read = settings::pace(&self.platform).await;
        let read = read.map_err(|error| Problem::fault(context, "dossier-pace", &error))?;
        Ok(*self.pace.get_or_init(|| read))
    }

    /// Refuses whoever may not do `action` for the fund.
    fn permit(&self, principal: &Principal, action: &str, context: &Context) -> Result<(), Problem> {
        let decision = self.authority(context)?.decide(principal, action, &Resource::fund(), &[]);
        if decision.is_allowed() { Ok(()) } else { Err(Problem::new(kinds::FORBIDDEN)) }
    }
}

#[cfg(target_family = "wasm")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
    static APP: OnceLock<web::App> = OnceLock::new();
    APP.get_or_init(|| app(Platform::spin().with_calls().with_variables().with_databases()))
        .handle(request)
        .await
}
