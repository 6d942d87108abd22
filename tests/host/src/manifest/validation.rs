//! What must hold between the parts of a manifest.

use anyhow::{Context as _, Result, bail, ensure};

use super::{Component, HttpTrigger, Manifest, Route, StaticResponse, Variable, names};
use crate::allowed_hosts::AllowedHosts;
use crate::variables::Template;

pub(super) fn check(manifest: &Manifest) -> Result<()> {
    for (name, variable) in &manifest.variables {
        check_variable(name, variable)?;
    }
    for component in manifest.components.values() {
        check_component(manifest, component).with_context(|| format!("component `{}`", component.id))?;
    }
    for trigger in &manifest.triggers {
        check_trigger(manifest, trigger)?;
    }
    Ok(())
}

fn check_variable(name: &str, variable: &Variable) -> Result<()> {
    ensure!(
        names::is_variable_name(name),
        "`{name}` is not a variable name: lowercase words joined by single underscores"
    );
    ensure!(
        variable.required != variable.default.is_some(),
        "variable `{name}` must be `required = true` or have a `default`, not both, not neither"
    );
    Ok(())
}

fn check_component(manifest: &Manifest, component: &Component) -> Result<()> {
    ensure!(names::is_component_id(&component.id), "an id is made of words joined by `-`");
    for label in component.key_value_stores.iter().chain(&component.sqlite_databases) {
        ensure!(names::is_label(label), "`{label}` is not a label: words joined by `-` or by `_`");
    }
    for (name, template) in &component.variables {
        ensure!(names::is_variable_name(name), "`{name}` is not a variable name");
        check_template(manifest, template).with_context(|| format!("variable `{name}`"))?;
    }
    for entry in &component.allowed_outbound_hosts {
        let template = check_template(manifest, entry).with_context(|| format!("allowed host `{entry}`"))?;
        if template.is_literal() {
            AllowedHosts::parse(std::slice::from_ref(entry), &[])?;
        }
    }
    Ok(())
}

fn check_template(manifest: &Manifest, text: &str) -> Result<Template> {
    let template = Template::parse(text)?;
    for name in template.names() {
        ensure!(manifest.variables.contains_key(name), "there is no variable `{name}` in [variables]");
    }
    Ok(template)
}

fn check_trigger(manifest: &Manifest, trigger: &HttpTrigger) -> Result<()> {
    let route = match &trigger.route {
        Route::Path(path) => path.as_str(),
        Route::Private(private) => {
            ensure!(
                private.private,
                "a route is a string or {{ private = true }}, never {{ private = false }}"
            );
            "{ private = true }"
        }
    };
    match (&trigger.component, &trigger.static_response) {
        (Some(id), None) => {
            ensure!(
                manifest.components.contains_key(id),
                "route `{route}` leads to `{id}`, which is no component"
            );
        }
        (None, Some(response)) => check_static(response).with_context(|| format!("route `{route}`"))?,
        _ => bail!("route `{route}` must have a `component` or a `static_response`, and not both"),
    }
    Ok(())
}

fn check_static(response: &StaticResponse) -> Result<()> {
    response.build().map(drop)
}
