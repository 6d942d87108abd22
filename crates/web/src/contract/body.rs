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
    for part in parts.into_iter().flatten() {
        let target = part.get("$ref").and_then(Value::as_str).and_then(|place| place.rsplit('/').next());
        if let Some((_, found)) = known.iter().find(|(name, _)| Some(name.as_str()) == target) {
            *part = found.clone();
            open(part);
        }
    }
}

fn open(schema: &mut Value) {
    if let Some(members) = schema.as_object_mut() {
        members.remove("additionalProperties");
        let choices = members.get_mut("oneOf").and_then(Value::as_array_mut);
        choices.into_iter().flatten().for_each(open);
    }
}
