use std::collections::BTreeMap;

use super::{Template, VariableError, Variables};
use crate::manifest::Manifest;

fn manifest() -> Manifest {
    let text = r#"
        spin_manifest_version = 2
        application = { name = "app" }
        [variables]
        needed = { required = true }
        spare = { default = "default" }
        [[trigger.http]]
        route = "/a"
        component = "a"
        [component.a]
        source = "a.wasm"
        variables = { both = "{{ needed }}-{{spare}}", fixed = "as it is" }
        [component.b]
        source = "b.wasm"
    "#;
    Manifest::parse(text, ".").unwrap()
}

fn variables(given: &[(&str, &str)]) -> anyhow::Result<Variables> {
    let given: BTreeMap<_, _> =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Variables::new(&manifest(), given)
}

#[test]
fn a_given_value_wins_over_the_default() {
    assert_eq!(variables(&[("needed", "x")]).unwrap().get("a", "both").unwrap(), "x-default");
    assert_eq!(variables(&[("needed", "x"), ("spare", "y")]).unwrap().get("a", "both").unwrap(), "x-y");
}

#[test]
fn a_required_variable_without_a_value_is_refused_by_name() {
    let refusal = variables(&[]).expect_err("no value for `needed`").to_string();
    assert!(refusal.contains("needed") && !refusal.contains("spare"), "{refusal}");
}

#[test]
fn a_component_reads_what_it_declares_and_nothing_else() {
    let variables = variables(&[("needed", "x")]).unwrap();
    assert_eq!(variables.get("a", "fixed").unwrap(), "as it is");
    for (component, name) in [("a", "needed"), ("b", "both"), ("stranger", "both")] {
        let undefined = VariableError::Undefined { component: component.to_owned(), name: name.to_owned() };
        assert_eq!(variables.get(component, name), Err(undefined));
    }
}

#[test]
fn a_name_that_cannot_be_a_variable_is_told_apart() {
    let variables = variables(&[("needed", "x")]).unwrap();
    for name in ["", "A", "a__b", "_a", "a_", "a-b", "é"] {
        assert_eq!(variables.get("a", name), Err(VariableError::InvalidName(name.to_owned())), "{name}");
    }
}

#[test]
fn a_template_is_filled_in_order() {
    let template = Template::parse("a{{ x }}b{{y}}").unwrap();
    assert_eq!(template.names().collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(template.fill(|name| Ok::<_, ()>(name.to_uppercase())).unwrap(), "aXbY");
    assert!(Template::parse("{ x }").unwrap().is_literal());
}

#[test]
fn an_open_brace_that_is_not_closed_is_refused() {
    assert!(Template::parse("a{{ x").is_err());
}
