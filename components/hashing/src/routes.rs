use http::Method;
use web::{READINESS_PATH, Routes};

use crate::operations::{hash_secret, read_readiness};

/// The table of routes.
#[must_use]
pub fn routes() -> Routes<()> {
    Routes::new().private(Method::POST, "/prive/empreintes", "hashSecret", hash_secret).private(
        Method::GET,
        READINESS_PATH,
        "readReadiness",
        read_readiness,
    )
}
