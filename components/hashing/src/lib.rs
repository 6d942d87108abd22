//! Argon2id of a secret, away from all other requests: an instance serves its requests on one thread, and hashing takes
//! it for a long moment, on purpose. It knows nobody, keeps nothing and may touch nothing.

mod contract;
mod domain;
mod operations;
mod routes;

use platform::Platform;

pub use contract::contract;
pub use routes::routes;

/// The component's HTTP side.
#[must_use]
pub fn app(platform: Platform) -> web::App {
    web::App::new(routes(), (), platform)
}

#[cfg(target_family = "wasm")]
#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> impl spin_sdk::http::IntoResponse {
    static APP: std::sync::OnceLock<web::App> = std::sync::OnceLock::new();
    APP.get_or_init(|| app(Platform::spin())).handle(request).await
}
