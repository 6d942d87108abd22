//! Secure conversations with the fund.

mod contract;
mod operations;
mod routes;
mod store;

use std::sync::Arc;

use platform::Platform;

pub use contract::contract;
pub use routes::routes;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    web::App::new(routes(), Arc::new(Messaging::new(&platform)), platform)
}

/// What the operations share: one per instance.
pub struct Messaging {
    database: platform::Database,
}

impl Messaging {
    /// The component on this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self { database: store::database(platform) }
    }
}

#[cfg(target_family = "wasm")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
    static APP: std::sync::OnceLock<web::App> = std::sync::OnceLock::new();
    APP.get_or_init(|| app(Platform::spin().with_databases())).handle(request).await
}
