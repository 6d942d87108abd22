use std::sync::Arc;

use http::Method;
use web::{READINESS_PATH, Routes};

use crate::{Dossier, operations::read_readiness};

/// The table of routes.
#[must_use]
pub fn routes() -> Routes<Arc<Dossier>> {
    Routes::new().private(Method::GET, READINESS_PATH, "readReadiness", read_readiness)
}
