//! Tells whether every component is ready: the one component that may call all the others, and that owns nothing.

mod contract;
mod operations;
mod routes;

use std::sync::Arc;

use platform::Platform;

pub use contract::contract;
pub use routes::routes;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    web::App::new(routes(), Arc::new(platform.clone()), platform)
}

#[cfg(target_family = "wasm")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
    static APP: std::sync::OnceLock<web::App> = std::sync::OnceLock::new();
    APP.get_or_init(|| app(Platform::spin().with_calls())).handle(request).await
}
