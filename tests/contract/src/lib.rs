//! What the application promises outside: the OpenAPI document, made from what each component says of itself, with
//! examples that are real answers of the demo set; and whether an exchange keeps that promise.

mod document;
mod example;
mod problems;
mod promise;

pub use document::document;
pub use example::{Example, Refusal};
pub use promise::Promise;

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

/// Where all that is promised is kept.
#[must_use]
pub fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

/// The files of `schemas/` that are made from the code, with their text.
///
/// # Errors
/// When the contracts of the components make no document.
pub fn generated() -> Result<Vec<(PathBuf, String)>> {
    let document = serde_json::to_string_pretty(&sorted(document()?))?;
    Ok(vec![
        (schemas().join("openapi.json"), document + "\n"),
        (schemas().join("problemes.md"), problems::table()),
    ])
}

/// In the order of names, whatever order this build of `serde_json` keeps.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(members.into_iter().map(|(name, member)| (name, sorted(member))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        leaf => leaf,
    }
}
