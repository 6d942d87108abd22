//! Whatever a test does, the journal is told as `policies/traces.toml` says: by whom, through which application.

use std::collections::BTreeSet;

use access::Principal;
use http::Method;
use policies::traces_of;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::fund::Fund;

/// Done again, or with nothing to do, it changes nothing and tells nothing.
const MAY_CHANGE_NOTHING: &[&str] = &["recordDeadlines", "recordDeparture", "activateHabilitation"];

impl Fund {
    pub fn told(&self) -> BTreeSet<Uuid> {
        self.events.lock().unwrap().keys().copied().collect()
    }

    /// Something was done whose trace does not wait: it is in the journal, which knew `before`.
    pub fn assert_told(&self, by: &Principal, (method, path): (&Method, &str), before: &BTreeSet<Uuid>) {
        let Some(operation) = operation(method, path) else { return };
        let traces = traces_of("conventions").unwrap();
        let kinds = &traces[operation].done;
        if kinds.is_empty() || MAY_CHANGE_NOTHING.contains(&operation) {
            return;
        }
        let events = self.events.lock().unwrap();
        let mut new = events.iter().filter(|(id, _)| !before.contains(id)).map(|(_, event)| event);
        let client = json!(by.client.parse::<Uuid>().ok());
        let is_it = |event: &Value| {
            let is_of_kind = kinds.iter().any(|kind| event["fait"]["type"] == **kind);
            is_of_kind
                && event["agent"] == json!(by.subject)
                && event.get("client").unwrap_or(&Value::Null) == &client
        };
        assert!(new.any(is_it), "{operation} told nothing");
    }
}

/// Which operation answers `method` at `path`.
fn operation(method: &Method, path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap_or_default();
    let is_it = |template: &str| {
        let (mut parts, mut places) = (path.split('/'), template.split('/'));
        loop {
            match (parts.next(), places.next()) {
                (None, None) => return true,
                (Some(part), Some(place)) if place == part || place.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let routes = conventions::routes();
    let found = routes.table().iter().filter(|route| route.method == method.as_str() && is_it(route.path));
    // What is named in words comes before what is named by its place.
    found.min_by_key(|route| route.path.matches('{').count()).map(|route| route.operation)
}
