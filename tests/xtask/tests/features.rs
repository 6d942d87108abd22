//! `cargo up` and `cargo bench` build one package, `cargo test` all of them. When that turns other features on in a
//! dependency, everything above it is compiled twice on a fresh machine: seven minutes for wasmtime.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeSet, process::Command};

/// Each dependency with the features that are on in it.
fn dependencies(selection: &[&str], edges: &str) -> BTreeSet<String> {
    let tree = ["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p} {f}", "--edges", edges];
    let output = Command::new(env!("CARGO")).args(tree).args(selection).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).collect()
}

/// Builds for the target are compared on their own: what a macro or a build script is made of may have fewer features, and
/// would pass for what the program is made of.
#[test]
fn what_is_built_alone_is_built_as_with_the_others() {
    for kinds in ["normal,no-proc-macro", "normal,build"] {
        let together = dependencies(&["--workspace"], &format!("{kinds},dev"));
        for package in ["xtask", "bench"] {
            let alone = dependencies(&["--package", package], kinds);
            assert!(alone.len() > 100, "{package} has {} dependencies", alone.len());
            let other: Vec<_> = alone.difference(&together).collect();
            assert!(other.is_empty(), "{package} builds these otherwise: {other:#?}");
        }
    }
}
