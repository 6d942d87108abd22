use serde_json::{Value, json};

/// The dwelling, or that it is unknown (code `OLI`).
pub(super) fn dwelling(source: Value) -> Value {
    if source.is_null() { json!({ "occupation": "OLI", "locations": [] }) } else { source }
}
