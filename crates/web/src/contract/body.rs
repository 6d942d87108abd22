use serde_json::{Value, json};
use utoipa::ToSchema;

/// What a request or an answer holds.
#[derive(Debug, Clone)]
pub struct Body {
    pub(super) media_type: Option<&'static str>,
    pub(super) schema: Value,
    /// The named schemas that it refers to.
    pub(super) named: Vec<(String, Value)>,
}

impl Body {
    /// A value of this type, in the media type of the route.
    #[must_use]
    pub fn of<T: ToSchema>() -> Self {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        let named = found.into_iter().map(|(name, schema)| {
            let mut schema = serde_json::to_value(schema).unwrap_or_default();
            drop_comments(&mut schema);
            (name, schema)
        });
        let mut named: Vec<_> = named.collect();
        let known = named.clone();
        named.iter_mut().for_each(|(_, schema)| open_parts(schema, &known));
        drop_unused(&mut named, &T::name());
        Self { named, ..Self::named(&T::name()) }
    }

    /// A value whose schema another component lends under this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::with_schema(json!({ "$ref": format!("#/components/schemas/{name}") }))
    }

    /// A value with this schema, where a specification and no type of ours gives its form.
    #[must_use]
    pub fn with_schema(schema: Value) -> Self {
        Self { media_type: None, schema, named: Vec::new() }
    }

    /// Text.
    #[must_use]
    pub fn text() -> Self {
        Self::with_schema(json!({ "type": "string" }))
    }

    /// Bytes, of which JSON Schema says nothing.
    #[must_use]
    pub fn bytes() -> Self {
        Self::with_schema(json!({}))
    }

    /// An object that lists such values under this name.
    #[must_use]
    pub fn listed_as(self, name: &str) -> Self {
        let list = json!({ "type": "array", "items": self.schema });
        let schema = json!({ "type": "object", "required": [name], "properties": { name: list } });
        Self { schema, ..self }
    }

    /// In this media type.
    #[must_use]
    pub fn sent_as(self, media_type: &'static str) -> Self {
        Self { media_type: Some(media_type), ..self }
    }
}

/// Comments of the code are for those who change it, in their language.
fn drop_comments(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.retain(|name, member| !(name == "description" && member.is_string()));
            members.values_mut().for_each(drop_comments);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_comments),
        _ => {}
    }
}

/// A type that is flattened into another admits the members of the other: its part is a copy that is not closed.
fn open_parts(schema: &mut Value, known: &[(String, Value)]) {
    let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(|part| open(part, known));
}

fn open(part: &mut Value, known: &[(String, Value)]) {
    if let Some((_, found)) = known.iter().find(|(name, _)| Some(name.as_str()) == target(part)) {
        *part = found.clone();
    }
    let Some(members) = part.as_object_mut() else { return };
    members.remove("additionalProperties");
    for name in ["oneOf", "allOf"] {
        let parts = members.get_mut(name).and_then(Value::as_array_mut);
        parts.into_iter().flatten().for_each(|part| open(part, known));
    }
}

/// The named schema to which this one refers.
fn target(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

/// Of a type that is only ever flattened, the copies are enough.
fn drop_unused(named: &mut Vec<(String, Value)>, root: &str) {
    let mut before = usize::MAX;
    while named.len() < before {
        before = named.len();
        let used: Vec<String> = named.iter().flat_map(|(_, schema)| targets(schema)).collect();
        named.retain(|(name, _)| name == root || used.contains(name));
    }
}

fn targets(schema: &Value) -> Vec<String> {
    let inner: Box<dyn Iterator<Item = &Value>> = match schema {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => return Vec::new(),
    };
    target(schema).map(str::to_owned).into_iter().chain(inner.flat_map(targets)).collect()
}
