use std::collections::{BTreeMap, HashMap, HashSet};

use access::Principal;
use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};

/// A value that a rule may look at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(untagged)]
pub enum Attribute {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Text; an identifier is its text.
    Text(String),
    /// A set of texts.
    Texts(Vec<String>),
}

impl From<bool> for Attribute {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<i64> for Attribute {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Attribute {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Attribute {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<String>> for Attribute {
    fn from(value: Vec<String>) -> Self {
        Self::Texts(value)
    }
}

impl Attribute {
    pub(crate) fn to_cedar(&self) -> RestrictedExpression {
        let text = |value: &String| RestrictedExpression::new_string(value.clone());
        match self {
            Self::Flag(value) => RestrictedExpression::new_bool(*value),
            Self::Number(value) => RestrictedExpression::new_long(*value),
            Self::Text(value) => text(value),
            Self::Texts(values) => RestrictedExpression::new_set(values.iter().map(text)),
        }
    }
}

/// What an action is done to: an entity of the schema.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Resource {
    kind: String,
    id: String,
    #[serde(default)]
    attributes: BTreeMap<String, Attribute>,
}

impl Resource {
    /// The entity `id` of type `kind`, with no attribute yet.
    #[must_use]
    pub fn new(kind: &str, id: impl ToString) -> Self {
        Self { kind: kind.to_owned(), id: id.to_string(), attributes: BTreeMap::new() }
    }

    /// The fund, for an action that concerns no one organisation.
    #[must_use]
    pub fn fund() -> Self {
        Self::new("Fund", "fund")
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Attribute>) -> Self {
        self.attributes.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn to_entity(&self) -> Option<Entity> {
        let attributes = self.attributes.iter().map(|(name, value)| (name.clone(), value.to_cedar()));
        Entity::new(uid(&self.kind, &self.id)?, attributes.collect(), HashSet::new()).ok()
    }
}

pub(crate) fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    let kind: EntityTypeName = kind.parse().ok()?;
    Some(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

/// The principal, with the roles and ties that its token says.
pub(crate) fn agent(principal: &Principal) -> Option<Entity> {
    let text = |value: String| RestrictedExpression::new_string(value);
    let mut attributes = HashMap::from([("roles".to_owned(), roles(principal))]);
    let ties = [("organisation", principal.organisation), ("habilitation", principal.habilitation)];
    for (name, tie) in ties {
        if let Some(id) = tie {
            attributes.insert(name.to_owned(), text(id.to_string()));
        }
    }
    Entity::new(uid("Agent", &principal.subject.to_string())?, attributes, HashSet::new()).ok()
}

pub(crate) fn roles(principal: &Principal) -> RestrictedExpression {
    let words = principal.roles.iter().map(|role| role.as_str().to_owned());
    RestrictedExpression::new_set(words.map(RestrictedExpression::new_string))
}
