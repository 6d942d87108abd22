//! What `policies/capabilities.toml` grants a component, its source uses: a grant that nothing uses waits for whoever
//! takes the component over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Row {
    routes: BTreeSet<String>,
    sqlite: BTreeSet<String>,
    key_value: BTreeSet<String>,
    calls: BTreeSet<String>,
    hosts: BTreeSet<String>,
    variables: BTreeSet<String>,
}

/// What the crates ask on behalf of a component that uses them: the words of the use, and the component asked.
const CALLS_OF_CRATES: [(&str, &str); 3] =
    [("Journal::new(", "audit"), ("TokenAuthenticator::new(", "login"), ("ChainedIssuer::new(", "login")];

/// The variables that the crates read on behalf of a component: the words of the use, and the variable.
const VARIABLES_OF_CRATES: [(&str, &str); 3] = [
    ("public_base_url(", "public_base_url"),
    ("TokenAuthenticator::", "public_base_url"),
    ("proxy_header(", "proxy_header"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table() -> BTreeMap<String, Row> {
    toml::from_str(&fs::read_to_string(root().join("policies/capabilities.toml")).unwrap()).unwrap()
}

/// The source of a component, without its tests and its comments.
fn source(component: &str) -> String {
    let mut folders = vec![root().join("components").join(component).join("src")];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|one| one == "rs")
                && path.file_name().unwrap() != "tests.rs"
            {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The words between the quotes that follow.
fn quoted(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split('"').next()
}

/// The first argument of a call whose name was just read, when it is text: `("audit", …)`, `::<Answer>("audit", …)`.
fn named(rest: &str) -> Option<&str> {
    let is_call = rest.starts_with('(') || rest.starts_with("::<");
    rest.split_once('(').filter(|_| is_call).and_then(|(_, arguments)| quoted(arguments))
}

/// Which components it asks: by name, by a list whose members are all asked, or through a crate.
fn calls(source: &str) -> BTreeSet<String> {
    let asked = [".get", ".post"].into_iter().flat_map(|call| source.split(call).skip(1)).filter_map(named);
    let listed = source.split("const COMPONENTS:").nth(1).and_then(|rest| rest.split_once("= ["));
    let listed = listed.map_or("", |(_, rest)| rest.split(']').next().unwrap());
    let listed = listed.split(',').filter_map(quoted);
    let through = CALLS_OF_CRATES.into_iter().filter(|(words, _)| source.contains(words)).map(|(_, id)| id);
    let components = table();
    asked.chain(listed).chain(through).filter(|id| components.contains_key(*id)).map(str::to_owned).collect()
}

fn is_read(source: &str, variable: &str) -> bool {
    let by_crate =
        VARIABLES_OF_CRATES.iter().any(|(words, read)| *read == variable && source.contains(words));
    by_crate || source.contains(&format!("\"{variable}\""))
}

#[test]
fn a_component_may_call_those_that_it_asks() {
    let found: BTreeMap<_, _> = table().into_keys().map(|id| (id.clone(), calls(&source(&id)))).collect();
    let granted: BTreeMap<_, _> = table().into_iter().map(|(id, row)| (id, row.calls)).collect();
    assert_eq!(found, granted, "left: what the source asks; right: what the table grants");
}

#[test]
fn no_grant_is_left_without_its_use() {
    for (id, row) in table() {
        let source = source(&id);
        for variable in &row.variables {
            assert!(is_read(&source, variable), "{id} does not read {variable}");
        }
        for label in row.sqlite.iter().chain(&row.key_value) {
            assert!(source.contains(&format!("\"{label}\"")), "{id} does not open {label}");
        }
        assert!(row.hosts.is_empty() || source.contains(".outbound.send("), "{id} reaches no host");
    }
}

#[test]
fn a_grant_that_nothing_uses_is_found() {
    let silent = "// client.get(\"audit\", PATH)\nlet text = \"login\";";
    assert!(calls(silent.split('\n').nth(1).unwrap()).is_empty());
    assert!(!is_read("let text = \"login\";", "proxy_header"));
    let asking =
        "client.post(\n    \"dossier\", PATH); client.get::<Vec<u8>>(\"login\", PATH); Journal::new(p, c)";
    assert_eq!(calls(asking), ["audit", "dossier", "login"].map(str::to_owned).into());
}
