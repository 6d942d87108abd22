//! Who has proved nothing changes nothing: whatever they send to any public route, no component keeps anything of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use platform::{Platform, Row, Sql, SqlError, Value, native::World, sql::Connection};
use web::{Exposure, RouteInfo};

const SOMEBODY: &str = "00000000-0000-7000-8000-000000000001";

type Written = Arc<Mutex<Vec<String>>>;

/// A database that notes what would change it.
struct Watched(Arc<dyn Sql>, Written);

struct WatchedConnection(Box<dyn Connection>, Written);

#[async_trait]
impl Sql for Watched {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        Ok(Box::new(WatchedConnection(self.0.open(label).await?, self.1.clone())))
    }
}

#[async_trait]
impl Connection for WatchedConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        let changes = ["INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE"];
        if changes.iter().any(|verb| statement.trim_start().starts_with(verb)) {
            self.1.lock().unwrap().push(statement.to_owned());
        }
        self.0.execute(statement, parameters).await
    }
}

type Component = (&'static str, fn(Platform) -> web::App, Vec<RouteInfo>);

fn components() -> [Component; 3] {
    [
        ("conventions", conventions::app, conventions::routes().table().to_vec()),
        ("dossier", dossier::app, dossier::routes().table().to_vec()),
        ("messaging", messaging::app, messaging::routes().table().to_vec()),
    ]
}

fn stray(route: &RouteInfo, token: Option<&str>) -> Request<Full<Bytes>> {
    let named = |part| if str::starts_with(part, '{') { SOMEBODY } else { part };
    let path = route.path.split('/').map(named).collect::<Vec<_>>().join("/");
    let request = Request::builder()
        .method(route.method.as_str())
        .uri(path)
        .header("spin-client-addr", "203.0.113.7:40000")
        .header("content-type", "application/json");
    let request = token.into_iter().fold(request, |request, token| request.header("authorization", token));
    request.body(Full::new(Bytes::from_static(b"{}"))).unwrap()
}

#[tokio::test]
async fn strangers_change_nothing() {
    for (name, app, routes) in components() {
        let world = World::new().unwrap();
        world.settings.set("proxy_header", "");
        world.settings.set("public_base_url", "https://partenaires.exemple.fr");
        let (platform, written) = (world.platform(), Written::default());
        let sql = Arc::new(Watched(platform.sql.clone(), written.clone()));
        let app = app(Platform { sql, ..platform });
        // Its schema is made at the first use: what comes before says nothing.
        let ready = Request::get(web::READINESS_PATH).header("spin-client-addr", "0.0.0.0:0");
        app.handle(ready.body(Full::new(Bytes::new())).unwrap()).await;
        written.lock().unwrap().clear();
        for route in routes.iter().filter(|route| route.exposure == Exposure::Public) {
            for token in [None, Some("Bearer faux"), Some("DPoP faux"), Some("Basic ZmF1eDpmYXV4")] {
                app.handle(stray(route, token)).await;
            }
        }
        assert_eq!(*written.lock().unwrap(), Vec::<String>::new(), "{name}");
    }
}
