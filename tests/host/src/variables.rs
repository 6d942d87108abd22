//! The variables of an application: templates, where values come from, and what each component may read.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use thiserror::Error;

use crate::manifest::Manifest;

mod template;
#[cfg(test)]
mod tests;

pub use template::Template;

/// Why a variable has no value for a component.
#[derive(Debug, Error, PartialEq)]
pub enum VariableError {
    /// The name cannot be a variable's.
    #[error("{0:?} is not a variable name")]
    InvalidName(String),
    /// The component does not declare it.
    #[error("no variable for {component:?}.{name:?}")]
    Undefined {
        /// The component that asked.
        component: String,
        /// What it asked for.
        name: String,
    },
    /// It is declared but has no value.
    #[error("no provider resolved required variable {0:?}")]
    NoValue(String),
}

/// Resolves variables, in this order: given at start, `SPIN_VARIABLE_<NAME>` in the environment, the same name in the
/// `.env` file of the working directory, the manifest's default.
#[derive(Debug)]
pub struct Variables {
    given: BTreeMap<String, String>,
    dotenv: BTreeMap<String, String>,
    defaults: BTreeMap<String, Option<String>>,
    components: BTreeMap<String, BTreeMap<String, Template>>,
}

impl Variables {
    /// Gathers the variables of a manifest and the values given at start.
    ///
    /// # Errors
    /// A sentence naming each required variable that has no value.
    pub fn new(manifest: &Manifest, given: BTreeMap<String, String>) -> Result<Self> {
        let defaults = manifest.variables.iter().map(|(name, v)| (name.clone(), v.default.clone())).collect();
        let components = manifest.components.values().map(|component| {
            let templates =
                component.variables.iter().map(|(name, text)| Ok((name.clone(), Template::parse(text)?)));
            Ok((component.id.clone(), templates.collect::<Result<_>>()?))
        });
        let variables = Self {
            given,
            dotenv: read_dotenv(Path::new(".env"))?,
            defaults,
            components: components.collect::<Result<_>>()?,
        };
        variables.check_required()?;
        Ok(variables)
    }

    /// The value of a component's variable.
    ///
    /// # Errors
    /// When the component does not declare it, or no value is known.
    pub fn get(&self, component: &str, name: &str) -> Result<String, VariableError> {
        if !is_key(name) {
            return Err(VariableError::InvalidName(name.to_owned()));
        }
        let template = self.components.get(component).and_then(|declared| declared.get(name));
        let undefined =
            || VariableError::Undefined { component: component.to_owned(), name: name.to_owned() };
        self.fill(template.ok_or_else(undefined)?)
    }

    /// The text of a template with every variable replaced by its value.
    ///
    /// # Errors
    /// When a variable has no value.
    pub fn fill(&self, template: &Template) -> Result<String, VariableError> {
        template.fill(|name| self.value(name).ok_or_else(|| VariableError::NoValue(name.to_owned())))
    }

    fn value(&self, name: &str) -> Option<String> {
        let environment = format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase());
        self.given
            .get(name)
            .cloned()
            .or_else(|| std::env::var(&environment).ok())
            .or_else(|| self.dotenv.get(&environment).cloned())
            .or_else(|| self.defaults.get(name).cloned().flatten())
    }

    fn check_required(&self) -> Result<()> {
        let missing: Vec<&str> =
            self.defaults.keys().filter(|name| self.value(name).is_none()).map(String::as_str).collect();
        ensure!(
            missing.is_empty(),
            "required variables without a value: {}. Give each one with --variable name=value, in the environment as \
             SPIN_VARIABLE_<NAME>, or in a .env file",
            missing.join(", ")
        );
        Ok(())
    }
}

/// What a component may ask for is a little wider than what a manifest may declare: a word may start with a digit.
fn is_key(name: &str) -> bool {
    let word =
        |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) && !word.is_empty();
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('_').all(word)
}

fn read_dotenv(path: &Path) -> Result<BTreeMap<String, String>> {
    let Ok(entries) = dotenvy::from_path_iter(path) else { return Ok(BTreeMap::new()) };
    // Its own error repeats the rest of the file, which holds secrets.
    entries
        .collect::<Result<_, _>>()
        .map_err(|_| anyhow::anyhow!("{} has a line that cannot be read", path.display()))
}
