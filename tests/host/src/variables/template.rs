//! A text with `{{ variables }}` in it.

use anyhow::{Result, bail};

/// A parsed text.
#[derive(Clone, Debug, PartialEq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Name(String),
}

impl Template {
    /// Parses a text.
    ///
    /// # Errors
    /// When a `{{` is not closed.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (before, opened) =
                rest.split_once("{{").map_or((rest, None), |(before, after)| (before, Some(after)));
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let Some(opened) = opened else { break };
            let Some((name, after)) = opened.split_once("}}") else { bail!("unmatched '{{{{' in `{text}`") };
            parts.push(Part::Name(name.trim().to_owned()));
            rest = after;
        }
        Ok(Self(parts))
    }

    /// Whether it holds no variable.
    pub fn is_literal(&self) -> bool {
        self.names().next().is_none()
    }

    /// The variables it holds.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with each variable replaced by what `value` says.
    ///
    /// # Errors
    /// Those of `value`.
    pub fn fill<E>(&self, value: impl Fn(&str) -> Result<String, E>) -> Result<String, E> {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => Ok(text.clone()),
                Part::Name(name) => value(name),
            })
            .collect()
    }
}
