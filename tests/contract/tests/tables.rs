//! No table grows without end: each table of each component says why it cannot, and what erases what is over.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::fs;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use platform::{
    Platform,
    native::{World, tables},
};
use web::{READINESS_PATH, RouteInfo};

type Component = (&'static str, fn(Platform) -> web::App, Vec<RouteInfo>);

fn components() -> [Component; 5] {
    [
        ("login", login::app, login::routes().table().to_vec()),
        ("conventions", conventions::app, conventions::routes().table().to_vec()),
        ("dossier", dossier::app, dossier::routes().table().to_vec()),
        ("messaging", messaging::app, messaging::routes().table().to_vec()),
        ("audit", audit::app, audit::routes().table().to_vec()),
    ]
}

/// The schemas that the components make when they are first asked whether they are ready.
async fn migrated() -> World {
    let world = World::new().unwrap();
    let settings = [
        ("proxy_header", ""),
        ("audit_log_origin", "journal.example"),
        ("audit_log_key", &"11".repeat(32)),
        ("journal_pseudonym_key", &"22".repeat(32)),
        ("audit_retention_months", "24"),
        ("audit_maintenance_window", "01:30-03:00"),
        ("audit_discloses_agents", "false"),
    ];
    settings.iter().for_each(|(name, value)| world.settings.set(name, value));
    for (_, app, _) in components() {
        let request = Request::get(READINESS_PATH).header("spin-client-addr", "0.0.0.0:0");
        app(world.platform()).handle(request.body(Full::new(Bytes::new())).unwrap()).await;
    }
    world
}

/// The databases of this component: the one of its name, and those whose names begin with it.
fn databases(world: &World, component: &str) -> Vec<String> {
    let files = fs::read_dir(world.folder()).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let labels: Vec<_> = names.filter_map(|name| Some(name.strip_suffix(".db")?.to_owned())).collect();
    let own: Vec<_> = labels.into_iter().filter(|label| label.split('_').next() == Some(component)).collect();
    assert!(!own.is_empty(), "{component} has made no database");
    own
}

#[tokio::test]
async fn every_table_is_declared_bounded_and_purged() {
    let world = migrated().await;
    for (component, _, routes) in components() {
        let operations: Vec<_> = routes.iter().map(|route| route.operation).collect();
        for label in databases(&world, component) {
            let flaws = tables::flaws(world.folder(), &label, &operations).unwrap();
            assert_eq!(flaws, Vec::<String>::new(), "{label}");
        }
    }
}

#[tokio::test]
async fn a_table_that_nobody_declared_is_found() {
    let world = migrated().await;
    let mut connection = world.platform().sql.open("messaging").await.unwrap();
    connection.execute("CREATE TABLE forgotten (id TEXT PRIMARY KEY)", &[]).await.unwrap();
    let flaws = tables::flaws(world.folder(), "messaging", &[]).unwrap();
    assert_eq!(flaws, ["forgotten is not declared"]);
}
