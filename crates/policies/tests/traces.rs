//! Who may call the journal has lines in the table of traces, and each kind that they name is one of the journal's.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test tool reports by panicking")]

use std::collections::BTreeSet;

use policies::traces_of;
use serde_json::Value;

const COMPONENTS: [&str; 5] = ["audit", "conventions", "dossier", "login", "messaging"];

#[test]
fn kinds_of_the_table_are_the_journal_s() {
    let schema: Value = serde_json::from_str(include_str!("../../../schemas/event.schema.json")).unwrap();
    let kinds = schema["properties"]["fait"]["oneOf"].as_array().unwrap();
    let kinds: BTreeSet<_> =
        kinds.iter().map(|kind| kind["properties"]["type"]["const"].as_str().unwrap()).collect();
    for component in COMPONENTS {
        let traces = traces_of(component).unwrap();
        assert!(!traces.is_empty(), "{component}");
        for (operation, trace) in traces {
            let named = trace.done.iter().chain(&trace.refused);
            let unknown: Vec<_> = named.filter(|kind| !kinds.contains(kind.as_str())).collect();
            assert!(unknown.is_empty(), "{component}.{operation}: {unknown:?}");
        }
    }
}
