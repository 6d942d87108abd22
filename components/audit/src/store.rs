//! The component's own tables.

pub(crate) mod checkpoints;
pub(crate) mod clock;
pub(crate) mod contents;
pub(crate) mod entries;
pub(crate) mod holds;
pub(crate) mod nodes;

use async_trait::async_trait;
use platform::{Database, Platform, Row, SqlError, Transaction, Value, migrations};

pub(crate) fn database(platform: &Platform) -> Database {
    Database::new(
        platform,
        "audit",
        migrations![
            1 => "0001_create_journal",
            2 => "0002_know_clients_and_the_clock",
            3 => "0003_find_purges",
        ],
    )
}

/// Where a statement runs: on its own, or within a transaction.
#[async_trait]
pub(crate) trait Statements: Send {
    async fn run(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError>;
}

#[async_trait]
impl Statements for &Database {
    async fn run(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.query(statement, parameters).await
    }
}

#[async_trait]
impl Statements for Transaction {
    async fn run(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.query(statement, parameters).await
    }
}

/// A number that is never negative, as SQLite keeps it.
fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn number(row: &Row, column: usize) -> Result<u64, SqlError> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| SqlError::Decode { column, expected: "a number that is not negative" })
}

/// Bytes that a statement gave in hexadecimal, because several rows came as one.
fn unhex(row: Option<&Row>, column: usize) -> Result<Vec<u8>, SqlError> {
    let text: Option<String> = row.map(|row| row.get(column)).transpose()?.flatten();
    let decoded = base16ct::mixed::decode_vec(text.unwrap_or_default());
    decoded.map_err(|_| SqlError::Decode { column, expected: "hexadecimal digits" })
}
