use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use platform::{Platform, Row, Sql, SqlError, Value, sql::Connection};

use super::Stage;

type Statements = Arc<Mutex<Vec<String>>>;

/// A database whose statements are noted.
struct Watched(Arc<dyn Sql>, Statements);

struct WatchedConnection(Box<dyn Connection>, Statements);

#[async_trait]
impl Sql for Watched {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        Ok(Box::new(WatchedConnection(self.0.open(label).await?, self.1.clone())))
    }
}

#[async_trait]
impl Connection for WatchedConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.1.lock().unwrap().push(statement.to_owned());
        self.0.execute(statement, parameters).await
    }
}

impl Stage {
    /// Another instance of the component on the same databases, and the statements that it runs.
    pub fn watched_instance(&self) -> (web::App, Statements) {
        let (platform, statements) = (self.world.platform(), Statements::default());
        let sql = Arc::new(Watched(platform.sql.clone(), statements.clone()));
        (login::app(Platform { sql, ..platform }), statements)
    }
}
