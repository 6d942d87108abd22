//! What the documents point at is there: files, folders, links, and the names of tests, settings and members.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use contract::schemas;

fn root() -> PathBuf {
    schemas().join("..")
}

/// The files under `folder` with one of these extensions, what is built or installed apart.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&name.as_str()) {
            found.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|own| extensions.iter().any(|one| own == *one)) {
            found.push(path);
        }
    }
    found
}

/// Each document, without its blocks of code.
fn documents() -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let prose: String = text.split("```").step_by(2).collect();
        (path, prose)
    };
    files(&root(), &["md"]).into_iter().map(read).collect()
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_path(text: &str) -> bool {
    let folders = ["components/", "crates/", "policies/", "schemas/", "tests/", "docs/", ".ci/"];
    folders.iter().any(|folder| text.starts_with(folder)) && !text.contains([' ', '<', '*', '…', ':'])
}

/// Three words or more: fewer are also words of other languages.
fn is_name(text: &str) -> bool {
    text.matches('_').count() >= 2 && text.chars().all(|one| one.is_ascii_lowercase() || one == '_')
}

#[test]
fn every_path_that_documents_name_exists() {
    for (document, text) in documents() {
        let folder = document.parent().unwrap();
        for path in quoted(&text).filter(|text| is_path(text) && !text.contains("NNNN")) {
            let is_there = root().join(path).exists() || folder.join(path).exists();
            assert!(is_there, "{} names {path}", document.display());
        }
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.is_empty() && !link.starts_with("http")) {
            assert!(folder.join(link).exists(), "{} links to {link}", document.display());
        }
    }
}

#[test]
fn every_name_that_documents_quote_exists() {
    let sources: String = ["components", "crates", "tests", "policies"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), &["rs", "toml", "sql", "html"]))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for (document, text) in documents() {
        for name in quoted(&text).filter(|text| is_name(text)) {
            assert!(sources.contains(name), "{} quotes {name}", document.display());
        }
    }
}
