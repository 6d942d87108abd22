//! What a token opens is what its scopes say: every operation that has a caller demands one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use std::{collections::BTreeMap, sync::Arc};

use access::{Principal, Role, Scope, Scopes};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use platform::native::World;
use serde_json::Value;
use uuid::Uuid;
use web::{App, Authenticator, testing::StaticAuthenticator};

/// Someone with every role, and these scopes.
fn principal(scopes: Scopes) -> Principal {
    Principal {
        subject: Uuid::from_u128(1),
        roles: [Role::AgentCaf, Role::SystemeCaf, Role::Professionnel, Role::Auditeur].into(),
        organisation: None,
        habilitation: None,
        session: None,
        client: Uuid::from_u128(2).to_string(),
        scopes,
    }
}

/// Each component that has callers, by the scope that it demands.
fn apps(world: &World, scopes: &Scopes) -> BTreeMap<&'static str, App> {
    let authenticator: Arc<dyn Authenticator> = Arc::new(StaticAuthenticator(principal(scopes.clone())));
    let as_caller = |app: App| app.authenticated_by(authenticator.clone());
    BTreeMap::from([
        ("dossiers", as_caller(dossier::app(world.platform()))),
        ("conventions", as_caller(conventions::app(world.platform()))),
        ("journal", as_caller(audit::app(world.platform()))),
        ("comptes", as_caller(login::app(world.platform()))),
    ])
}

/// Each operation that has a caller, and the scope that it demands.
fn operations() -> Vec<(String, String, String)> {
    let document = contract::document().unwrap();
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if let Some(scope) = operation["security"][0]["jeton"][0].as_str() {
                let path = path.replace("{id}", &Uuid::nil().to_string());
                let path = path.replace("{client}", &Uuid::nil().to_string());
                found.push((method.to_uppercase(), path, scope.to_owned()));
            }
        }
    }
    found
}

async fn ask(app: &App, method: &str, path: &str) -> (StatusCode, Option<String>, Value) {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let answer = app.handle(request.body(Full::new(Bytes::from("{}"))).unwrap()).await;
    let (parts, body) = answer.into_parts();
    let challenge = parts.headers.get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, challenge, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn every_operation_refuses_a_token_out_of_its_scope() {
    let world = World::new().unwrap();
    let operations = operations();
    assert!(operations.len() > 40, "{operations:?}");
    for (method, path, scope) in operations {
        let others: Scopes = Scope::ALL.into_iter().filter(|other| other.as_str() != scope).collect();
        for scopes in [Scopes::from_iter([Scope::Openid]), others] {
            let apps = apps(&world, &scopes);
            let (status, challenge, problem) = ask(&apps[scope.as_str()], &method, &path).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}: {problem}");
            assert_eq!(problem["type"], "/problemes/portee-insuffisante", "{method} {path}");
            assert_eq!(problem["portee"], *scope, "{method} {path}");
            let expected = format!("error=\"insufficient_scope\", scope=\"{scope}\"");
            assert!(challenge.unwrap().contains(&expected), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_operation_goes_on_within_its_scope() {
    let world = World::new().unwrap();
    for (method, path, scope) in operations() {
        let own = Scopes::from_iter([scope.parse().unwrap()]);
        let (_, _, problem) = ask(&apps(&world, &own)[scope.as_str()], &method, &path).await;
        assert_ne!(problem["type"], "/problemes/portee-insuffisante", "{method} {path}");
    }
}
