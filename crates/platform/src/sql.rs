//! SQL on one SQLite-like database: one statement a call, every row read, an exclusive connection for each use.

mod database;
mod migrations;
mod value;

use async_trait::async_trait;

pub use database::{Database, Transaction};
pub use migrations::Migration;
pub use value::{FromValue, Row, Value};

/// The component's databases, by label.
#[async_trait]
pub trait Sql: Send + Sync {
    /// Opens a new connection to the database `label`.
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError>;
}

/// One connection: its transaction, its PRAGMAs and its statement cache are its own.
#[async_trait]
pub trait Connection: Send {
    /// Runs the one statement in `statement` and reads all its rows. An error may come after the statement acted.
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError>;
}

/// Why a statement gave no result. Spin tells no SQLite code, so none is offered here: what a caller must tell apart
/// (a duplicate, a lost race) it asks in SQL, with `ON CONFLICT … RETURNING`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// The component may not use this database, or the runtime configuration does not have it.
    #[error("the component may not use database {0}")]
    Denied(String),
    /// The statement failed. **Whether it acted is unknown.**
    #[error("a statement failed: {0}")]
    Failed(String),
    /// A column does not hold what its decoder expects.
    #[error("column {column} does not hold {expected}")]
    Decode {
        /// Index of the column, from 0.
        column: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// The database was made by a newer component, or one of its released migrations was edited.
    #[error("the database does not fit this component: {0}")]
    Schema(String),
}
