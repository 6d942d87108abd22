use std::sync::Arc;

use http::Method;
use platform::Platform;
use web::Routes;

use crate::operations::{read_contract, read_state};

/// The table of routes.
#[must_use]
pub fn routes() -> Routes<Arc<Platform>> {
    Routes::new().public(Method::GET, "/v1/etat", "readState", read_state).public(
        Method::GET,
        "/openapi.json",
        "readContract",
        read_contract,
    )
}
