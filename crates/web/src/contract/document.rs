use std::collections::{BTreeMap, BTreeSet};

use access::Scope;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{Body, Contract, Operation};
use crate::{Kind, RouteInfo, kinds};

/// Why contracts and routes make no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// A public route is not described.
    #[error("the public operation {0} is in no contract")]
    Undescribed(&'static str),
    /// What is described is no public route.
    #[error("the contract describes {0}, which is no public operation")]
    Unknown(&'static str),
    /// An operation has callers, and its component demands no scope of them.
    #[error("{0} has callers: the routes of its component must be in a scope")]
    Unscoped(&'static str),
    /// One name has two schemas.
    #[error("{0} names two schemas: give one of the types another name with #[schema(as = …)]")]
    SameName(String),
}

/// Fills in what the components promise: the chapters, paths and named schemas of `frame`, an OpenAPI document without
/// them.
///
/// # Errors
/// When a contract and its routes disagree, or two schemas have one name.
pub fn document(frame: Value, contracts: &[Contract]) -> Result<Value, ContractError> {
    let mut document = Parts::default();
    for contract in contracts {
        document.add(contract)?;
    }
    let mut whole = frame;
    if let Some(members) = whole.as_object_mut() {
        let chapters = contracts.iter().filter(|contract| !contract.routes.is_empty());
        let tags: Vec<_> = chapters.map(|contract| json!({ "name": contract.tag })).collect();
        members.insert("tags".to_owned(), tags.into());
        members.insert("paths".to_owned(), json!(document.paths));
        let components = members.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            components.insert("schemas".to_owned(), json!(document.schemas));
        }
    }
    Ok(whole)
}

#[derive(Default)]
struct Parts {
    paths: BTreeMap<String, BTreeMap<String, Value>>,
    schemas: BTreeMap<String, Value>,
}

impl Parts {
    fn add(&mut self, contract: &Contract) -> Result<(), ContractError> {
        self.name("Probleme", problem_schema())?;
        for kind in &contract.kinds {
            self.name(&problem_name(kind), kind_schema(kind))?;
        }
        for body in &contract.shared {
            self.keep(body)?;
        }
        let known: BTreeSet<_> = contract.routes.iter().map(|route| route.operation).collect();
        if let Some(stranger) = contract.operations.iter().find(|operation| !known.contains(operation.id)) {
            return Err(ContractError::Unknown(stranger.id));
        }
        for route in &contract.routes {
            let described = contract.operations.iter().find(|operation| operation.id == route.operation);
            let described = described.ok_or(ContractError::Undescribed(route.operation))?;
            self.describe(contract.tag, route, described)?;
        }
        Ok(())
    }

    fn describe(&mut self, tag: &str, route: &RouteInfo, operation: &Operation) -> Result<(), ContractError> {
        let mut described = Map::new();
        described.insert("operationId".to_owned(), operation.id.into());
        described.insert("summary".to_owned(), operation.summary.into());
        described.insert("tags".to_owned(), json!([tag]));
        let parameters = parameters(route, operation);
        if !parameters.is_empty() {
            described.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(body) = &operation.request {
            self.keep(body)?;
            let description = format!("Au plus {} octets", route.format.body_cap);
            let content = content(body, "application/json");
            let request = json!({ "required": true, "description": description, "content": content });
            described.insert("requestBody".to_owned(), request);
        }
        for body in operation.answers.iter().filter_map(|(_, _, body)| body.as_ref()) {
            self.keep(body)?;
        }
        described.insert("responses".to_owned(), responses(route, operation));
        if operation.is_by_caller {
            let scope = route.scope.map(Scope::as_str).ok_or(ContractError::Unscoped(route.operation))?;
            described.insert("security".to_owned(), json!([{ "jeton": [scope] }, { "preuve": [scope] }]));
        }
        let path = self.paths.entry(route.path.replace("{*", "{")).or_default();
        path.insert(route.method.to_lowercase(), Value::Object(described));
        Ok(())
    }

    fn keep(&mut self, body: &Body) -> Result<(), ContractError> {
        body.named.iter().try_for_each(|(name, schema)| self.name(name, schema.clone()))
    }

    fn name(&mut self, name: &str, schema: Value) -> Result<(), ContractError> {
        match self.schemas.insert(name.to_owned(), schema.clone()) {
            Some(other) if other != schema => Err(ContractError::SameName(name.to_owned())),
            _ => Ok(()),
        }
    }
}

fn content(body: &Body, media_type: &str) -> Value {
    json!({ body.media_type.unwrap_or(media_type): { "schema": body.schema } })
}

fn parameters(route: &RouteInfo, operation: &Operation) -> Vec<Value> {
    let text = || json!({ "type": "string" });
    let parts = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = parts.map(|name| match name.strip_prefix('*') {
        Some(name) => (name, text()),
        None => (name, json!({ "type": "string", "format": "uuid" })),
    });
    let in_path = in_path
        .map(|(name, schema)| json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    let in_header = operation.headers.iter().map(|(name, description)| {
        json!({ "name": name, "in": "header", "description": description, "schema": text() })
    });
    in_path.chain(in_query(operation)).chain(in_header).collect()
}

fn in_query(operation: &Operation) -> Vec<Value> {
    let schema = operation.query.iter();
    let schema = schema.map(|query| query.named.first().map_or(&query.schema, |(_, schema)| schema));
    let members = |schema: &Value, name| schema.get(name).cloned().unwrap_or_default();
    let parameters = schema.flat_map(|schema| {
        let required = members(schema, "required");
        let properties = members(schema, "properties").as_object().cloned().unwrap_or_default();
        properties.into_iter().map(move |(name, schema)| {
            let is_required = required.as_array().is_some_and(|names| names.contains(&json!(name)));
            json!({ "name": name, "in": "query", "required": is_required, "schema": schema })
        })
    });
    parameters.collect()
}

/// An answer a status: what is given, and the problems that have it.
fn responses(route: &RouteInfo, operation: &Operation) -> Value {
    let not_found: &[_] = if route.path.contains('{') { &[kinds::NOT_FOUND] } else { &[] };
    let problems: Vec<_> = operation.kinds.iter().chain(not_found).collect();
    let given = operation.answers.iter().map(|(status, ..)| *status);
    let statuses: BTreeSet<_> = given.chain(problems.iter().map(|kind| kind.status)).collect();
    let described = statuses.into_iter().map(|status| {
        let problems: Vec<_> = problems.iter().copied().filter(|kind| kind.status == status).collect();
        (status.as_str().to_owned(), response(status, (route, operation), &problems))
    });
    Value::Object(described.collect())
}

fn response(status: StatusCode, (route, operation): (&RouteInfo, &Operation), problems: &[&Kind]) -> Value {
    let mut descriptions = Vec::new();
    let mut media_types = Map::new();
    for (_, description, body) in operation.answers.iter().filter(|(given, ..)| *given == status) {
        descriptions.push(*description);
        let content = body.as_ref().map(|body| content(body, route.format.produces));
        media_types.extend(content.as_ref().and_then(Value::as_object).cloned().unwrap_or_default());
    }
    descriptions.extend(problems.iter().map(|kind| kind.title));
    if !problems.is_empty() {
        let kinds: BTreeSet<_> = problems.iter().map(|kind| problem_name(kind)).collect();
        let schemas: Vec<_> = kinds.iter().map(|name| Body::named(name).schema).collect();
        media_types.insert("application/problem+json".to_owned(), json!({ "schema": { "oneOf": schemas } }));
    }
    let mut response = Map::new();
    response.insert("description".to_owned(), descriptions.join(" · ").into());
    if !media_types.is_empty() {
        response.insert("content".to_owned(), media_types.into());
    }
    if let Some(name) = telling_header(status) {
        response.insert("headers".to_owned(), json!({ name: { "schema": { "type": "string" } } }));
    }
    Value::Object(response)
}

/// The header without which an answer of this status is not understood.
fn telling_header(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::SEE_OTHER => Some("Location"),
        StatusCode::UNAUTHORIZED => Some("WWW-Authenticate"),
        StatusCode::SERVICE_UNAVAILABLE => Some("Retry-After"),
        _ => None,
    }
}

fn problem_name(kind: &Kind) -> String {
    format!("probleme.{}", kind.slug)
}

fn kind_schema(kind: &Kind) -> Value {
    json!({
        "allOf": [Body::named("Probleme").schema],
        "description": kind.detail,
        "properties": {
            "type": { "const": format!("/problemes/{}", kind.slug) },
            "title": { "const": kind.title },
            "status": { "const": kind.status.as_u16() },
        },
    })
}

/// RFC 9457, with the members that say where a fault is and what to do.
fn problem_schema() -> Value {
    let text = |description| json!({ "type": "string", "description": description });
    json!({
        "type": "object",
        "description": "Document de problème (RFC 9457). Un membre inconnu s'ignore.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": text("Type du problème, dans une liste fermée"),
            "title": text("Titre, le même à chaque occurrence"),
            "status": { "type": "integer" },
            "detail": text("Ce qu'il faut faire"),
            "pointeur": text("Pointeur JSON (RFC 6901) vers la donnée en cause"),
            "ligne": { "type": "integer", "description": "Ligne de la faute de syntaxe" },
            "colonne": { "type": "integer", "description": "Colonne de la faute de syntaxe" },
            "motif": text("Pourquoi l'habilitation ne vaut pas"),
            "qui_peut_agir": text("Qui peut y remédier"),
            "attendu": text("Ce que le contrat demande à la place"),
            "reessayer_dans_secondes": { "type": "integer" },
        },
    })
}
