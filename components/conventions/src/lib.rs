//! Conventions and personal habilitations (ADONIS): who may come, for what, until when.

mod contract;
pub mod domain;
mod failure;
mod operations;
mod ports;
pub mod problems;
mod routes;
mod store;

use std::sync::{Arc, OnceLock};

use platform::{Database, Platform};
use policies::{Authority, PolicyError};
use web::TokenAuthenticator;

pub use contract::contract;
pub use routes::routes;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    let authenticator = Arc::new(TokenAuthenticator::new(&platform));
    web::App::new(routes(), Arc::new(Conventions::new(&platform)), platform).authenticated_by(authenticator)
}

/// What the operations share: one per instance.
pub struct Conventions {
    platform: Platform,
    database: Database,
    authority: OnceLock<Result<Authority, PolicyError>>,
}

impl Conventions {
    /// The component on this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        let database = store::database(platform);
        Self { platform: platform.clone(), database, authority: OnceLock::new() }
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
