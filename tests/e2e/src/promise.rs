use std::sync::OnceLock;

use contract::{Promise, schemas};

/// The promise of `schemas/openapi.json`, as committed.
#[must_use]
pub fn promise() -> &'static Promise {
    static PROMISE: OnceLock<Promise> = OnceLock::new();
    PROMISE.get_or_init(|| {
        let text = std::fs::read(schemas().join("openapi.json")).expect("the document is there");
        Promise::of(serde_json::from_slice(&text).expect("the document is JSON"))
    })
}
