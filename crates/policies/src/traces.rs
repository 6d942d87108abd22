//! What each operation leaves in the journal: `policies/traces.toml`, for the tests of the components.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::PolicyError;

/// What one operation leaves in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trace {
    /// The kinds of the events when it was done.
    pub done: Vec<String>,
    /// The kinds of the events when it was refused.
    pub refused: Vec<String>,
    /// Why it leaves nothing.
    pub none: String,
    /// Whether it holds without the journal, which is told later.
    pub owed: bool,
}

/// The lines of `component`, by operation.
///
/// # Errors
/// When the table cannot be read, or has a line that neither names an event nor says why there is none.
pub fn traces_of(component: &str) -> Result<BTreeMap<String, Trace>, PolicyError> {
    let text = include_str!("../../../policies/traces.toml");
    let mut table: BTreeMap<String, BTreeMap<String, Trace>> =
        toml::from_str(text).map_err(|error| PolicyError::Traces(error.to_string()))?;
    let traces = table.remove(component).unwrap_or_default();
    match traces.iter().find(|(_, trace)| trace.none.is_empty() == trace.done.is_empty()) {
        Some((operation, _)) => {
            Err(PolicyError::Traces(format!("{operation} neither tells nor says why not")))
        }
        None => Ok(traces),
    }
}
