//! What each component may touch is its row of `policies/capabilities.toml`: no more in `spin.toml`, no more in what the
//! compiled component imports.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use std::collections::{BTreeMap, BTreeSet};

use e2e::{built_manifest, root};
use host::manifest::{Component, Manifest, Route};
use serde::Deserialize;
use wasmparser::{Parser, Payload};

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Row {
    routes: BTreeSet<String>,
    sqlite: BTreeSet<String>,
    key_value: BTreeSet<String>,
    calls: BTreeSet<String>,
    hosts: BTreeSet<String>,
    variables: BTreeSet<String>,
}

fn table() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(root().join("policies/capabilities.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

fn granted(manifest: &Manifest, component: &Component) -> Row {
    let routes =
        manifest.triggers.iter().filter(|trigger| trigger.component.as_deref() == Some(&component.id));
    let internal =
        |host: &str| host.strip_prefix("http://")?.strip_suffix(".spin.internal").map(str::to_owned);
    let (calls, hosts): (Vec<_>, Vec<_>) =
        component.allowed_outbound_hosts.iter().partition(|host| internal(host).is_some());
    Row {
        routes: routes
            .filter_map(|trigger| match &trigger.route {
                Route::Path(path) => Some(path.clone()),
                Route::Private(_) => None,
            })
            .collect(),
        sqlite: component.sqlite_databases.iter().cloned().collect(),
        key_value: component.key_value_stores.iter().cloned().collect(),
        calls: calls.into_iter().filter_map(|host| internal(host)).collect(),
        hosts: hosts.into_iter().cloned().collect(),
        variables: component.variables.keys().cloned().collect(),
    }
}

/// The interfaces that a compiled component imports, without their versions.
fn imports(component: &[u8]) -> BTreeSet<String> {
    let mut imports = BTreeSet::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    let name = import.unwrap().name.name.to_owned();
                    imports.insert(name.split('@').next().unwrap().to_owned());
                }
            }
            _ => {}
        }
    }
    imports
}

#[test]
fn the_manifest_grants_each_component_its_row_and_nothing_else() {
    let manifest = built_manifest();
    let granted: BTreeMap<_, _> =
        manifest.components.values().map(|one| (one.id.clone(), granted(manifest, one))).collect();
    assert_eq!(granted, table());
}

#[test]
fn no_outbound_host_is_a_wildcard() {
    for component in built_manifest().components.values() {
        for host in &component.allowed_outbound_hosts {
            assert!(!host.contains('*'), "{}: {host}", component.id);
        }
    }
}

#[test]
fn a_compiled_component_imports_only_what_its_row_needs() {
    let manifest = built_manifest();
    let table = table();
    for component in manifest.components.values() {
        let row = &table[&component.id];
        let imports = imports(&std::fs::read(manifest.source(component)).unwrap());
        assert!(imports.contains("wasi:clocks/wall-clock") || imports.contains("wasi:clocks/system-clock"));
        for (interface, is_granted) in [
            ("spin:sqlite/sqlite", !row.sqlite.is_empty()),
            ("spin:key-value/key-value", !row.key_value.is_empty()),
            ("spin:variables/variables", !row.variables.is_empty()),
            ("wasi:http/client", !row.calls.is_empty() || !row.hosts.is_empty()),
        ] {
            assert!(is_granted || !imports.contains(interface), "{} imports {interface}", component.id);
        }
        for import in &imports {
            let known =
                ["wasi:cli/", "wasi:clocks/", "wasi:http/", "wasi:io/", "wasi:random/", "wasi:filesystem/"];
            let spin = ["spin:sqlite/sqlite", "spin:key-value/key-value", "spin:variables/variables"];
            let expected =
                known.iter().any(|prefix| import.starts_with(prefix)) || spin.contains(&import.as_str());
            assert!(expected, "{} imports {import}, which no row grants", component.id);
        }
    }
}
