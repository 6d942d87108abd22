//! Every case of `policies/cases/` is decided as it says; every action has a case, every rule is decisive in one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

use std::{collections::BTreeSet, fs, path::Path};

use access::{Principal, Role, Scopes};
use policies::{Attribute, Authority, Decision, Reading, ReadingDecision, Resource};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    base: Option<toml::Table>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    action: String,
    expect: Expected,
    /// The rule that decides; for a DENY without it, that no rule permits.
    policy: Option<String>,
    /// For a reading: what differs from the base, and the category in its form.
    #[serde(default)]
    reading: toml::Table,
    grant: Option<String>,
    /// For any other action.
    #[serde(default)]
    roles: BTreeSet<Role>,
    organisation: Option<Uuid>,
    habilitation: Option<Uuid>,
    subject: Option<Uuid>,
    resource: Option<Resource>,
    #[serde(default)]
    context: std::collections::BTreeMap<String, Attribute>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Expected {
    Allow,
    Deny,
}

fn files() -> Vec<(String, CaseFile)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/cases");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.file_name().unwrap().to_string_lossy().into_owned(), file)
        })
        .collect()
}

fn decide(authority: &Authority, base: Option<&toml::Table>, case: &Case) -> Decision {
    let Some(resource) = &case.resource else {
        return decide_reading(authority, base.expect("a reading starts from a base"), case);
    };
    let principal = Principal {
        subject: case.subject.unwrap_or_default(),
        roles: case.roles.clone(),
        organisation: case.organisation,
        habilitation: case.habilitation,
        session: None,
        client: String::new(),
        scopes: Scopes::default(),
    };
    let context: Vec<_> = case.context.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    authority.decide(&principal, &case.action, resource, &context)
}

fn decide_reading(authority: &Authority, base: &toml::Table, case: &Case) -> Decision {
    let mut record = base.clone();
    record.extend(case.reading.clone());
    let reading: Reading = record.try_into().unwrap_or_else(|error| panic!("{}: {error}", case.name));
    if let Some((category, form)) = case.grant.as_deref().and_then(|grant| grant.split_once('/')) {
        return authority.decide_category(&reading, category.parse().unwrap(), form.parse().unwrap());
    }
    assert_eq!(case.action, "consultDossier", "{}", case.name);
    match authority.decide_reading(reading) {
        ReadingDecision::Allowed(_) => {
            Decision::Allow { policy: "agent-consults-under-an-habilitation".into() }
        }
        ReadingDecision::Refused { policy, .. } => Decision::Deny { policy },
    }
}

#[test]
fn every_case_is_decided_as_it_says() {
    let authority = Authority::load().unwrap();
    for (file, cases) in files() {
        for case in &cases.case {
            let decision = decide(&authority, cases.base.as_ref(), case);
            let (allowed, policy) = match decision {
                Decision::Allow { policy } => (true, Some(policy)),
                Decision::Deny { policy } => (false, policy),
            };
            assert_eq!(allowed, case.expect == Expected::Allow, "{file}: {} ({policy:?})", case.name);
            if case.policy.is_some() || !allowed {
                assert_eq!(policy, case.policy, "{file}: {}", case.name);
            }
        }
    }
}

#[test]
fn every_action_has_a_case_and_every_case_an_action() {
    let used: BTreeSet<_> =
        files().into_iter().flat_map(|(_, file)| file.case).map(|case| case.action).collect();
    let known: BTreeSet<_> = Authority::load().unwrap().actions().into_iter().collect();
    assert_eq!(used, known);
}

#[test]
fn every_rule_is_decisive_in_a_case() {
    let named: BTreeSet<_> =
        files().into_iter().flat_map(|(_, file)| file.case).filter_map(|case| case.policy).collect();
    let rules: BTreeSet<_> = Authority::load().unwrap().rules().iter().map(|rule| rule.id.clone()).collect();
    assert_eq!(named, rules, "left: named by cases; right: written in the policies");
}
