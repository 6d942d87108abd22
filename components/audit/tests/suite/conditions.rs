//! What may stand between a journal and its files: a disk without room, others that run at each statement.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use platform::{Row, Sql, SqlError, Value, sql::Connection};

#[derive(Default)]
pub(crate) struct Conditions {
    /// At each statement the other requests of the instance go on, as they do in Spin.
    pub(crate) yields: AtomicBool,
    /// The files cannot grow.
    pub(crate) is_full: AtomicBool,
    /// New connections wait for nobody.
    pub(crate) is_impatient: AtomicBool,
}

pub(crate) struct Conditioned {
    pub(crate) sql: Arc<dyn Sql>,
    pub(crate) conditions: Arc<Conditions>,
}

struct ConditionedConnection {
    connection: Box<dyn Connection>,
    conditions: Arc<Conditions>,
    is_full: bool,
}

#[async_trait]
impl Sql for Conditioned {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        let connection = self.sql.open(label).await?;
        Ok(Box::new(ConditionedConnection {
            connection,
            conditions: self.conditions.clone(),
            is_full: false,
        }))
    }
}

#[async_trait]
impl Connection for ConditionedConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        let (yields, is_full) =
            (self.conditions.yields.load(Ordering::SeqCst), self.conditions.is_full.load(Ordering::SeqCst));
        if yields {
            tokio::task::yield_now().await;
        }
        if is_full != self.is_full {
            // SQLite's own limit: less than the pages there are means not one more.
            let pages = if is_full { 1 } else { u32::MAX - 1 };
            self.connection.execute(&format!("PRAGMA max_page_count = {pages}"), &[]).await?;
            self.is_full = is_full;
        }
        let is_impatient = self.conditions.is_impatient.load(Ordering::SeqCst);
        let statement = if is_impatient && statement.starts_with("PRAGMA busy_timeout") {
            "PRAGMA busy_timeout = 0"
        } else {
            statement
        };
        self.connection.execute(statement, parameters).await
    }
}
